"""Profiles as the rows that every peer stores.

A row has the values by which lists are filtered and counted, with broader terms, and the texts of a
search with the labels of the terms. So no peer needs a join with the vocabulary.
"""
import json
import re
import unicodedata
from dataclasses import dataclass

import orjson

from .facets import FACETS, VALUES_PER_FACET

VOCABULARIES = {"focus_area": "focus_areas", "approach": "approaches", "kind": "kinds", "lens": "lenses",
                "population": "populations", "sector": "sectors"}
WHERE_IT_WORKS = ("programmes", "partners")
LISTED = ("slug", "name", "acronym", "status", "summary", "founded", "headquarters", "focus_areas", "approaches",
          "kinds", "populations", "sectors")
# Every line of a generated file begins so.
HEAD = re.compile(rb'\{"slug":"([^"]+)","name":("(?:[^"\\]|\\.)*")')


@dataclass
class Row:
    """An organization as the peers store it."""

    # The place in the order of names, from 1, so that a peer sorts by a number.
    position: int
    slug: str
    name: str
    is_active: bool
    # By facet: its values, each once.
    values: dict
    # Texts of a search, next to the name: other names and people, the summary, everything else.
    names: str
    summary: str
    body: str
    # JSON of the organization in a list, and of its profile.
    listed: bytes
    profile: bytes


class ValueNumbers(dict):
    """Numbers by facet and value, given at the first use. Those of a facet are consecutive."""

    def __init__(self):
        super().__init__()
        self.next = {facet: 1 + VALUES_PER_FACET * place for place, facet in enumerate(FACETS)}

    def __missing__(self, key):
        self[key] = self.next[key[0]]
        self.next[key[0]] += 1
        return self[key]

    def of(self, row, *facets):
        """The numbers of the values of some facets of a row."""
        return [self[facet, value] for facet in facets for value in row.values[facet]]


def read(profiles, vocabularies):
    """The rows of all profiles, in the order of the file."""
    vocabularies, places = Vocabularies(vocabularies), positions(profiles)
    with open(profiles, "rb") as lines:
        for line in lines:
            yield row(orjson.loads(line), line.rstrip(b"\n"), vocabularies, places)


def positions(profiles):
    """By slug: the place in the order of names."""
    with open(profiles, "rb") as lines:
        heads = [HEAD.match(line).groups() for line in lines]
    ordered = sorted((folded(json.loads(name)), slug.decode()) for slug, name in heads)
    return {slug: position for position, (_, slug) in enumerate(ordered, 1)}


def folded(text):
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text):
    """The words of a name by which an organization is suggested."""
    return sorted(set(re.findall(r"\w+", folded(text))))


class Vocabularies:
    """Terms by vocabulary and slug."""

    def __init__(self, folder):
        self.terms = {}
        for scheme, name in VOCABULARIES.items():
            with open(f"{folder}/{name}.json", "rb") as file:
                self.terms[scheme] = {term["slug"]: term for term in orjson.loads(file.read())}

    def lineage(self, scheme, slugs):
        """The terms and all broader ones, each once."""
        found, remaining = {}, list(slugs)
        while remaining:
            slug = remaining.pop()
            if slug not in found:
                found[slug] = None
                remaining += self.terms[scheme][slug]["broader"]
        return list(found)

    def labels(self, scheme, slugs):
        for slug in self.lineage(scheme, slugs):
            term = self.terms[scheme][slug]
            yield from (term["label"], *term["alt_labels"], *term["hidden_labels"])


def row(profile, line, vocabularies, places):
    countries = [work["country"] for work in profile["countries"] if work["role"] in WHERE_IT_WORKS]
    values = {
        "focus_area": vocabularies.lineage("focus_area", profile["focus_areas"]),
        "approach": vocabularies.lineage("approach", profile["approaches"]),
        "country": unique(countries),
        "way_to_help": unique(way["kind"] for way in profile["ways_to_help"]),
        "affiliation": [profile["affiliation"]["kind"]] if profile["affiliation"] else [],
        "status": [profile["status"]],
    }
    listed = {key: profile[key] for key in LISTED}
    listed |= {"country_codes": values["country"], "way_to_help_kinds": values["way_to_help"],
               "verified_at": profile["verified_at"]}
    names = [profile["acronym"], *(other["value"] for other in profile["other_names"]), *profile["founders"],
             profile["headquarters"]["city"]]
    return Row(places[profile["slug"]], profile["slug"], profile["name"], profile["status"] == "active", values,
               "\n".join(filter(None, names)), profile["summary"], "\n".join(body(profile, vocabularies)),
               orjson.dumps(listed), line)


def body(profile, vocabularies):
    """The other texts of a profile, and the labels of its terms."""
    framing, method = profile["framing"], profile["method"]
    yield from filter(None, (framing["in_short"], framing["summary"], method["in_short"], method["summary"]))
    for step in method["steps"]:
        yield from (step["name"], step["summary"])
    yield from (link["title"] for link in profile["research"])
    for scheme, key in VOCABULARIES.items():
        yield from vocabularies.labels(scheme, framing["lens"] if scheme == "lens" else profile[key])


def unique(values):
    return list(dict.fromkeys(values))
