"""Datasette on the same SQLite file: its JSON API for a profile, canned queries for the rest."""
import json
import urllib.parse

from measure import server

from . import fastapi, install
from . import sqlite_queries as sql
from .http_peer import Answer, HttpPeer

SUGGEST = f"SELECT json_object('slug', slug, 'name', name) AS answer FROM ({sql.SUGGEST})"


def list_query(page, facets=None):
    """One statement for a list, because a canned query has one: a row with the answer as JSON."""
    counted = f"""
        SELECT json_group_object(facet, json(counts)) FROM (
            SELECT facet, json_group_array(json_object('id', id, 'label', label, 'count', count)) AS counts
            FROM ({facets}) GROUP BY facet)
    """ if facets else "SELECT '{}'"
    return f"""
        SELECT json_object('total', coalesce(max(total), 0),
            'data', json_group_array(json_object('organization', json(listed), 'snippet', snippet)),
            'facets', json(({counted}))) AS answer
        FROM ({page})
    """


QUERIES = {
    "filter": list_query(sql.FILTER_PAGE, sql.FILTER_FACETS),
    "words": list_query(sql.WORDS_PAGE),
    "words-facets": list_query(sql.WORDS_PAGE, sql.WORDS_FACETS),
    "suggest": SUGGEST,
}
SHAPE = "_shape=array&_json=answer"


class Datasette(HttpPeer):
    name, key = "Datasette", "datasette"
    not_supported = ("typo",)
    # It serves the file that FastAPI's load wrote.
    loads_as = fastapi.FastApi

    @staticmethod
    def version():
        return f"datasette {install.python_version('datasette')}, {fastapi.sqlite()}"

    @classmethod
    def start(cls, folder, core):
        with open(f"{folder}/metadata.json", "w") as out:
            queries = {name: {"sql": text} for name, text in QUERIES.items()}
            json.dump({"databases": {"fastapi": {"queries": queries}}}, out)
        command = [install.program("datasette"), "serve", "--immutable", f"{folder}/fastapi.db", "--host", "127.0.0.1",
                   "--port", "PORT", "--metadata", f"{folder}/metadata.json",
                   # The defaults would end slow queries; the memory is that of the peer FastAPI.
                   "--setting", "sql_time_limit_ms", "60000", "--setting", "cache_size_kb", "65536"]
        command = ["env", "PYTHONDONTWRITEBYTECODE=1", *command]
        return cls(server.Server(command, ready="/-/versions.json", core=core), folder)

    @staticmethod
    def disk(folder):
        return fastapi.FastApi.disk(folder)

    def paths(self, kind, question):
        if kind == "key":
            return [f"/fastapi/profiles/{question.first}.json?_shape=array&_json=profile"]
        names = ("focus_area", "country") if kind == "filter" else ("q",)
        values = dict(zip(names, (question.first, question.second)))
        return [f"/fastapi/{kind}.json?{urllib.parse.urlencode(values)}&{SHAPE}"]

    def read(self, kind, body):
        found = json.loads(body)
        if kind == "key":
            return Answer(1, [found[0]["slug"]], {}, json.dumps(found[0]["profile"]))
        if kind == "suggest":
            return Answer(None, [one["answer"]["slug"] for one in found], {})
        return fastapi.answer(found[0]["answer"])
