"""The peer FastAPI: the work of the service on SQLite with FTS5. The variable DATABASE names the file."""
import os
import sqlite3

import orjson
from fastapi import FastAPI, HTTPException, Response

from . import sqlite_queries as sql

app = FastAPI(openapi_url=None)
# One connection, because one worker with one event loop runs one query at a time. It keeps its statements prepared.
database = sqlite3.connect(f"file:{os.environ['DATABASE']}?mode=ro", uri=True, check_same_thread=False,
                           cached_statements=64)
database.executescript("PRAGMA query_only = 1; PRAGMA cache_size = -65536; PRAGMA mmap_size = 8589934592;")


def json(body):
    return Response(body, media_type="application/json")


@app.get("/ready")
async def ready():
    return {}


# Handlers are `async`: a thread for each query would only cost time on one core.
@app.get("/organizations/{slug}")
async def find_organization(slug: str):
    found = database.execute(sql.PROFILE, {"slug": slug}).fetchone()
    if found is None:
        raise HTTPException(404)
    return json(found[0])


@app.get("/organizations")
async def list_organizations(focus_area: str, country: str):
    chosen = {"focus_area": focus_area, "country": country}
    return page(database.execute(sql.FILTER_PAGE, chosen), database.execute(sql.FILTER_FACETS, chosen))


@app.get("/search")
async def search(q: str, facets: bool = False):
    counted = database.execute(sql.WORDS_FACETS, {"q": q}) if facets else None
    return page(database.execute(sql.WORDS_PAGE, {"q": q}), counted)


@app.get("/suggest")
async def suggest(q: str):
    found = database.execute(sql.SUGGEST, {"q": q})
    return json(orjson.dumps([{"slug": slug, "name": name} for slug, name in found]))


def page(found, counted):
    total, data, facets = 0, [], {}
    for total, _, listed, snippet in found:
        data.append({"organization": orjson.Fragment(listed), "snippet": snippet})
    for facet, value, label, count in counted or ():
        facets.setdefault(facet, []).append({"id": value, "label": label, "count": count})
    return json(orjson.dumps({"total": total, "data": data, "facets": facets}))
