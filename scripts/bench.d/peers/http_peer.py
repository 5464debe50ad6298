"""A peer that answers over HTTP: measured with wrk, as the service is."""
from dataclasses import dataclass

from measure import work

from . import memory


@dataclass
class Answer:
    """The parts of an answer that all peers have in common."""

    # None if the peer gives no total.
    total: int
    # Slugs in their order.
    first: list
    # By facet and value: the count.
    facets: dict
    # Of one profile: its JSON.
    profile: str = None


class HttpPeer:
    """A running peer. Classes of peers add `paths`, the requests of a question, and `read`, their answer."""

    # Kinds of work that the peer has nothing for.
    not_supported = ()

    def __init__(self, server, folder):
        self.server, self.folder, self.requests = server, folder, {}

    def answer(self, kind, question):
        return self.read(kind, *(self.get(path) for path in self.paths(kind, question)))

    def get(self, path):
        status, _, body = self.server.get(path)
        if status != 200:
            raise SystemExit(f"{self.name}: GET {path}: {status}\n{body[:2000]}")
        return body

    def prepare(self, kind, questions):
        """Writes the list of requests of one kind."""
        with open(self.list_of(kind), "w") as out:
            for question in questions:
                paths = self.paths(kind, question)
                self.requests[kind] = len(paths)
                out.writelines(path + "\n" for path in paths)

    def list_of(self, kind):
        return f"{self.folder}/{self.key}-{kind}.txt"

    def ask(self, kind, seconds):
        """One run: questions per second, and per second of processor time."""
        run = work.ask(self.server, self.list_of(kind), seconds)
        return {name: run[name] / self.requests[kind] for name in ("rate", "rate_own")}

    def memory(self):
        return memory.of(self.server.pid)

    def stop(self):
        self.server.stop()
