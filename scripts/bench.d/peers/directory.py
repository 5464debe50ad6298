"""The service itself, measured like its peers."""
import json

from measure import server

from .http_peer import Answer, HttpPeer


class Directory(HttpPeer):
    name, key = "this service", "directory"

    @classmethod
    def load(cls, binary, profiles, folder):
        """Loads the profiles; the catalog is built at the start."""
        server.run([binary, "load", *database(folder), profiles])

    @classmethod
    def start(cls, binary, folder, core):
        command = [binary, *database(folder), "--listen", "127.0.0.1:PORT", "--workers", "1", "--rate-limit", "off"]
        return cls(server.Server(command, core=core), folder)

    @staticmethod
    def disk(folder):
        return f"{folder}/directory"

    def paths(self, kind, question):
        return [question.path]

    def read(self, kind, body):
        found = json.loads(body)
        if kind == "key":
            return Answer(1, [found["slug"]], {}, body)
        if kind == "suggest":
            return Answer(None, [one["slug"] for one in found["data"] if one["kind"] == "organization"], {})
        facets = found.get("facets", {})
        counts = {facet: {one["id"]: one["count"] for one in facets[facet]["buckets"]} for facet in facets}
        return Answer(found["meta"]["total"], [one["slug"] for one in found["data"]], counts)


def database(folder):
    return ["--database-url", f"sqlite:{folder}/directory/directory.db", "--data-dir", f"{folder}/directory/data"]
