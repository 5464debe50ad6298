"""A typed client in Python: openapi-python-client generates it from the served document, and it
walks the API."""

import importlib
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

SERVER = os.environ["SERVER"]
KEY = os.environ["KEY"]
WORK = Path(os.environ["WORK"])
CLIENTS = Path(os.environ["CLIENTS"])


def check(condition, what, found=""):
    """Prints what was checked, or ends the program."""
    if not condition:
        sys.exit(f"not ok - {what}: {found}")
    print(f"ok - {what}")


def generate():
    """Generates the client, and returns its package."""
    document = WORK / "openapi.json"
    with urllib.request.urlopen(f"{SERVER}/api/v1/openapi.json") as response:
        document.write_bytes(response.read())
    config = WORK / "config.yml"
    # The generated code need not be formatted.
    config.write_text("post_hooks: []\n")
    command = [CLIENTS / "python/bin/openapi-python-client", "generate", "--config", config]
    command += ["--path", document, "--output-path", WORK / "generated"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=WORK, check=False)
    output = done.stdout + done.stderr
    check(done.returncode == 0, "the client is generated", output)
    # The generator knows no NDJSON and no tables in requests, and the import has JSON too.
    warnings = [line for line in output.splitlines() if line.startswith("WARNING")]
    known = ["WARNING parsing POST /api/v1/imports within editing."]
    check(sorted(set(warnings)) == known, "every other operation is generated whole", warnings)
    sys.path.insert(0, str(WORK / "generated"))
    return "antislavery_directory_client"


PACKAGE = generate()


def module(name):
    """A module of the generated package."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def operation(tag, name):
    """The module of an operation."""
    return module(f"api.{tag}.{name}")


models = module("models")
client = module("client").Client(base_url=SERVER)
editor = module("client").AuthenticatedClient(base_url=SERVER, token=KEY)
list_organizations = operation("organizations", "list_organizations")


def walk_lists():
    """A list, a filter, a cursor and 304."""
    found = list_organizations.sync_detailed(
        client=client, focus_area="bonded-labour", country="IN", per_page=2
    )
    page = found.parsed
    check(isinstance(page, models.OrganizationList), "a list is answered with its type", page)
    check(len(page.data) == 2 and page.meta.total > 2, "a filter restricts the list", page.meta)
    check(all("IN" in row.country_codes for row in page.data), "every row has all its keys")

    shaped = list_organizations.sync(client=client, fields="slug,name", per_page=1)
    check(isinstance(shaped, models.OrganizationFieldsList), "a list with some keys has its type")
    check(shaped.fields == ["slug", "name"], "the list names the keys of its rows")

    slugs, cursor = [], "*"
    while cursor is not None:
        step = list_organizations.sync(client=client, cursor=cursor, per_page=15)
        slugs += [row.slug for row in step.data]
        cursor = step.meta.next_cursor
    check(len(set(slugs)) == len(slugs) == step.meta.total, "a cursor walks the whole list")

    conditional = client.with_headers({"If-None-Match": found.headers["etag"]})
    again = list_organizations.sync_detailed(
        client=conditional, focus_area="bonded-labour", country="IN", per_page=2
    )
    check(again.status_code == 304, "an unchanged list is answered with 304", again.status_code)


def read_problem():
    """A problem, with the suggestion."""
    problem = list_organizations.sync(client=client, country="UK")
    check(isinstance(problem, models.Problem), "a wrong value is a problem", problem)
    check(problem.type_ == "/problems/invalid-parameter", "the problem has its type")
    check(problem.errors[0].did_you_mean == "GB", "the problem suggests a value", problem.errors)


def edit():
    """An edit of the current revision, and of another."""
    find = operation("organizations", "find_organization")
    patch = operation("editing", "patch_organization")
    etag = find.sync_detailed("unseen", client=client).headers["etag"]
    body = models.ProfilePatch(acronym="UNS")
    late = patch.sync("unseen", client=editor, body=body, if_match='"r99-0"')
    check(isinstance(late, models.Problem) and late.status == 412, "a late edit is refused", late)
    edited = patch.sync("unseen", client=editor, body=body, if_match=etag)
    check(isinstance(edited, models.Organization), "an edit is answered with the profile", edited)
    check(edited.acronym == "UNS" and edited.revision == 2, "the answer is the new revision")


def export():
    """An export of all matches."""
    export_organizations = operation("organizations", "export_organizations")
    exported = export_organizations.sync_detailed(
        client=client.with_headers({"Accept": "application/json"}),
        focus_area="bonded-labour",
        format_="json",
    )
    check(exported.status_code == 200, "an export is answered", exported.status_code)
    profiles = json.loads(exported.content)
    check(len(profiles) > 10 and "sources" in profiles[0], "an export has whole profiles")


walk_lists()
read_problem()
edit()
export()
