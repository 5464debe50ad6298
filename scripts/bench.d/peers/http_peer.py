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
    """A running peer; the classes of peers add `path` and `read`."""

    # Kinds of work that the peer has nothing for.
    not_supported = ()

    def __init__(self, server, folder):
        self.server, self.folder = server, folder

    def answer(self, kind, question):
        status, _, body = self.server.get(self.path(kind, question))
        if status != 200:
            raise SystemExit(f"{self.name}: GET {self.path(kind, question)}: {status}\n{body[:2000]}")
        return self.read(kind, body)

    def prepare(self, kind, questions):
        """Writes the list of requests of one kind."""
        with open(self.list_of(kind), "w") as out:
            out.writelines(self.path(kind, question) + "\n" for question in questions)

    def list_of(self, kind):
        return f"{self.folder}/{self.key}-{kind}.txt"

    def ask(self, kind, seconds):
        """One run: requests per second, and per second of processor time."""
        run = work.ask(self.server, self.list_of(kind), seconds)
        return {"rate": run["rate"], "rate_own": run["rate_own"]}

    def memory(self):
        return memory.of(self.server.pid)

    def stop(self):
        self.server.stop()
