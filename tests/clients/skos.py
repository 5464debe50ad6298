"""Compares the SKOS of every vocabulary as Turtle and as JSON-LD, with rdflib."""

import os
import urllib.request

from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS

SERVER = os.environ["SERVER"]
SCHEMES = ["focus-areas", "approaches", "populations", "sectors", "kinds", "lenses"]


def graph(path, accept, name):
    """The graph of a resource in the format that `accept` names."""
    request = urllib.request.Request(f"{SERVER}{path}", headers={"Accept": accept})
    with urllib.request.urlopen(request) as response:
        return Graph().parse(data=response.read(), format=name)


def check(condition, message):
    if not condition:
        raise SystemExit(f"FAILED: {message}")


for scheme in SCHEMES:
    # The URL of the page is the identifier of the vocabulary, and gives data.
    turtle = graph(f"/{scheme}", "text/turtle", "turtle")
    linked = graph(f"/{scheme}", "application/ld+json", "json-ld")
    check(isomorphic(turtle, linked), f"{scheme}: the formats are different graphs")
    concepts = set(turtle.subjects(RDF.type, SKOS.Concept))
    check(URIRef(f"{SERVER}/{scheme}") in set(turtle.subjects(RDF.type, SKOS.ConceptScheme)), scheme)
    for concept in concepts:
        check(turtle.value(concept, SKOS.prefLabel).language == "en", f"{concept} has no label")
        check(turtle.value(concept, SKOS.definition), f"{concept} has no definition")
        for broader in turtle.objects(concept, SKOS.broader):
            check((broader, SKOS.narrower, concept) in turtle, f"{broader} lacks {concept}")
    print(f"{scheme}: {len(concepts)} concepts, {len(turtle)} statements, the same in both formats")
    term = sorted(concepts)[0].removeprefix(SERVER)
    one = graph(term, "text/turtle", "turtle")
    same = graph(term, "application/ld+json", "json-ld")
    check(isomorphic(one, same), f"{term}: the formats are different graphs")
    check(all(triple in turtle for triple in one), f"{term} says more than its vocabulary")
