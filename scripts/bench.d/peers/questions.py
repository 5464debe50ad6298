"""The lists of requests as questions that each peer translates into its own requests."""
import urllib.parse
from dataclasses import dataclass

# By name: a description. The lists have the same names.
KINDS = {
    "key": "one profile by key",
    "filter": "focus area and country: first 20, total, all six facets",
    "words": "two words: first 10, total, snippets",
    "words-facets": "the same with all six facets",
    "suggest": "suggest, 3 to 5 letters of a word in a name: first 10",
    "typo": "a misspelled word of a name: first 20, total",
}


@dataclass
class Question:
    """One request: the path of the service, and the values in it."""

    path: str
    # The slug; the focus area; the words; the beginning; the misspelled word.
    first: str
    # The country.
    second: str = ""


def read(lists, kind):
    """The questions of a list, in order."""
    with open(f"{lists}/{kind}.txt") as paths:
        return [question(kind, path.strip()) for path in paths]


def question(kind, path):
    url = urllib.parse.urlsplit(path)
    if kind == "key":
        return Question(path, url.path.rsplit("/", 1)[1])
    values = dict(urllib.parse.parse_qsl(url.query))
    if kind == "filter":
        return Question(path, values["focus_area"], values["country"])
    return Question(path, values["q"])
