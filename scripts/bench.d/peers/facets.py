"""The facets that every peer counts, and the labels of their values."""
import json

FACETS = ("focus_area", "approach", "country", "way_to_help", "affiliation", "status")
# Numbers of values: those of one facet are consecutive.
VALUES_PER_FACET = 1000


def numbers_of(facet):
    """The first and the last number that a value of a facet can have."""
    first = 1 + VALUES_PER_FACET * FACETS.index(facet)
    return first, first + VALUES_PER_FACET - 1


def labels(service):
    """By facet and value: the label, as the service writes it."""
    path = "/api/v1/organizations?per_page=1&facets=" + ",".join(FACETS)
    facets = json.loads(service.get(path)[2])["facets"]
    return {facet: {bucket["id"]: bucket["label"] for bucket in facets[facet]["buckets"]} for facet in FACETS}
