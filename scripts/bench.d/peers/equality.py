"""Whether the work of the peers is equal: their answers to the same questions are compared with the service's.

For profiles and filters an answer must be the same; otherwise the run ends. For words the answers differ,
because analysers do: the run prints the totals next to each other. A completion must have a word that begins with the
text.
"""
import json
import sys

# Questions per kind of work.
QUESTIONS = 10
# Organizations on a page of a search for words.
PAGE = 10


def check(ours, peer, kind, questions):
    """Compares the first questions; returns the totals of both."""
    totals = []
    for question in questions[:QUESTIONS]:
        mine, other = ours.answer(kind, question), peer.answer(kind, question)
        difference = COMPARE[kind](mine, other, question)
        if difference:
            sys.exit(f"{peer.name} does not do the same work: {question.path}: {difference}")
        totals.append((mine.total, other.total))
    return totals


def same_profile(mine, other, _):
    """The service adds keys to what was written."""
    mine, other = json.loads(mine.profile), json.loads(other.profile)
    different = [key for key in other if key not in mine or mine[key] != other[key]]
    return f"the profile differs in {', '.join(different)}" if different else None


def same_list(mine, other, _):
    if mine.total != other.total:
        return f"total {other.total} instead of {mine.total}"
    if mine.first != other.first:
        return f"the first are {other.first} instead of {mine.first}"
    return same_facets(mine, other)


def same_facets(mine, other):
    for facet, counts in mine.facets.items():
        theirs = other.facets.get(facet, {})
        if counts != theirs:
            values = sorted(set(counts.items()) ^ set(theirs.items()))[:6]
            return f"the facet {facet} differs: {values}"
    return None


def complete_list(mine, other, _):
    """A full page, and facets that count what the total counts."""
    if len(other.first) != min(other.total, PAGE):
        return f"{len(other.first)} of {other.total} organizations are on the page"
    if mine.facets and other.facets.get("status", {}).get("active", 0) != other.total:
        return f"the facet status counts {other.facets.get('status')}, the total is {other.total}"
    return None


def completions(_, other, question):
    """Slugs have the words of names, without accents."""
    wrong = [slug for slug in other.first if f"-{question.first}" not in f"-{slug}"]
    return f"{wrong} have no word that begins with `{question.first}`" if wrong else None


def corrected(_, other, __):
    """Corrections differ; the totals are shown."""
    return None if other.total is not None else "there is no total"


COMPARE = {"key": same_profile, "filter": same_list, "words": complete_list, "words-facets": complete_list,
           "suggest": completions, "typo": corrected}
