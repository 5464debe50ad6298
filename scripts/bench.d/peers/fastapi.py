"""SQLite with FTS5 behind FastAPI and uvicorn, with one worker; see `fastapi_app.py`."""
import json
import subprocess
import urllib.parse

from measure import server

from . import install
from .http_peer import Answer, HttpPeer

PATHS = {
    "key": "/organizations/{first}",
    "filter": "/organizations?focus_area={first}&country={second}",
    "words": "/search?q={first}",
    "words-facets": "/search?q={first}&facets=true",
    "suggest": "/suggest?q={first}",
}


class FastApi(HttpPeer):
    name, key = "FastAPI, SQLite FTS5", "fastapi"
    not_supported = ("typo",)

    @staticmethod
    def version():
        return ", ".join([*(f"{name} {install.python_version(name)}" for name in ("fastapi", "uvicorn")), sqlite()])

    @staticmethod
    def load(profiles, labels, folder):
        command = install.loader("load_sqlite", profiles, labels, f"{folder}/fastapi.db")
        subprocess.run(command, check=True, timeout=install.LOAD_SECONDS)

    @classmethod
    def start(cls, folder, core):
        uvicorn = [install.program("uvicorn"), "peers.fastapi_app:app", "--app-dir", install.PACKAGE_FOLDER,
                   "--host", "127.0.0.1", "--port", "PORT", "--workers", "1", "--loop", "uvloop",
                   "--http", "httptools", "--no-access-log", "--log-level", "warning"]
        command = ["env", f"DATABASE={folder}/fastapi.db", "PYTHONDONTWRITEBYTECODE=1", *uvicorn]
        return cls(server.Server(command, ready="/ready", core=core), folder)

    @staticmethod
    def disk(folder):
        return f"{folder}/fastapi.db"

    def paths(self, kind, question):
        return [PATHS[kind].format(first=urllib.parse.quote_plus(question.first), second=question.second)]

    def read(self, kind, body):
        found = json.loads(body)
        if kind == "key":
            return Answer(1, [found["slug"]], {}, body)
        if kind == "suggest":
            return Answer(None, [one["slug"] for one in found], {})
        return answer(found)


def answer(found):
    """An answer of a list."""
    counts = {facet: {one["id"]: one["count"] for one in values} for facet, values in found["facets"].items()}
    return Answer(found["total"], [one["organization"]["slug"] for one in found["data"]], counts)


def sqlite():
    command = [install.program("python"), "-c", "import sqlite3; print(sqlite3.sqlite_version)"]
    return "SQLite " + install.run(*command).strip()
