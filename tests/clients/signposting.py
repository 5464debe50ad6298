"""Follows the signposts of a profile, its link set and a list, with the package `signposting`."""

import json
import os
import sys
import urllib.request

# Python looks into the folder of this file first, where the package would be this file.
sys.path.pop(0)

from signposting import find_signposting_http, find_signposting_linkset

SERVER = os.environ["SERVER"]


def fetch(url, accept="*/*"):
    """The media type and the body of a resource."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request) as response:
        return response.headers.get_content_type(), response.read()


def check(condition, message):
    if not condition:
        raise SystemExit(f"FAILED: {message}")


page = f"{SERVER}/organizations/challenging-heights"
signs = find_signposting_http(page)
check(signs.citeAs.target == page, f"cite-as is {signs.citeAs}")
check(signs.license.target.startswith("https://creativecommons.org/"), "the licence is missing")
check(len(signs.describedBy) == 1, f"describedby has {len(signs.describedBy)} links")
check(len(signs.items) == 1, f"item has {len(signs.items)} links")
check(any("schema.org/AboutPage" in str(it.target) for it in signs.types), "the type is missing")
for link in [*signs.describedBy, *signs.items, *signs.linksets]:
    media_type, _ = fetch(link.target)
    check(media_type == link.type, f"{link.target} is {media_type}, not {link.type}")
print(f"{page}: {len(signs.signposts)} signposts, every target has its media type")

(linkset,) = signs.linksets
found = find_signposting_linkset(linkset.target)
of_page = found.for_context(page)
check(of_page.citeAs.target == page, "the link set has another cite-as")
check(len(of_page.describedBy) == 4, f"describedby of the link set has {len(of_page.describedBy)} links")
check(
    {link.target for link in of_page.items} > {link.target for link in signs.items},
    "the link set has other items",
)
for link in of_page.items:
    check(found.for_context(link.target).collection.target == page, f"{link.target} has no page")
print(f"{linkset.target}: the same links, and those of each format")

for url in [f"{SERVER}/organizations?country=IN", f"{SERVER}/research"]:
    signs = find_signposting_http(url)
    check(len(signs.describedBy) >= 2 and len(signs.items) >= 1, f"{url} has few signposts")
    print(f"{url}: {len(signs.signposts)} signposts")

media_type, body = fetch(page, "application/ld+json")
check(media_type == "application/ld+json", f"the page is {media_type} for linked data")
check(json.loads(body)["@id"] == f"{page}#organization", "the id is that of another organization")
print("the identifier of the organization gives JSON-LD")
