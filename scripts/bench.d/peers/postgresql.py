"""PostgreSQL without HTTP in front: pgbench sends prepared statements over a socket."""
import json
import os
import re
import subprocess
import time

from measure import server, work

from . import install, memory
from . import postgresql_queries as sql
from .http_peer import Answer

LIBRARY = os.path.join(install.HERE, "..", "..", "lib", "postgres.sh")
# For one core and these statements; everything else is the default.
SETTINGS = """
shared_buffers = 1GB
work_mem = 64MB
maintenance_work_mem = 512MB
max_wal_size = 8GB
jit = off
max_parallel_workers_per_gather = 0
"""
END_SECONDS = 30
# Time after the start of the requests when memory is measured.
MEMORY_SECONDS = 2
TICKS = os.sysconf("SC_CLK_TCK")


class PostgreSql:
    name, key = "PostgreSQL, no HTTP", "postgresql"
    not_supported = ()

    def __init__(self, folder):
        self.folder, self.counts = folder, {}
        with open(f"{folder}/postgresql/postmaster.pid") as file:
            self.pid = int(file.readline())

    @staticmethod
    def version():
        return re.search(r"PostgreSQL\) ([\d.]+)", install.run("pgbench", "--version")).group(0).replace(")", "")

    @classmethod
    def load(cls, profiles, labels, folder):
        """Returns the running peer, because the rows need the server."""
        shell(f"postgres_folder {folder}/socket 755 && init_postgres {folder}/postgresql {folder}/socket")
        with open(f"{folder}/postgresql/postgresql.conf", "a") as out:
            out.write(SETTINGS)
        peer = cls.start(folder, server.all_cores())
        try:
            rows = subprocess.Popen(install.loader("load_postgresql", profiles, labels), stdout=subprocess.PIPE)
            peer.psql(stdin=rows.stdout, timeout=install.LOAD_SECONDS)
            if rows.wait():
                raise SystemExit("PostgreSQL: the profiles could not be read")
        except BaseException:
            peer.stop()
            raise
        return peer

    @classmethod
    def start(cls, folder, core):
        shell(f"start_postgres {folder}/postgresql", core)
        return cls(folder)

    @staticmethod
    def disk(folder):
        return f"{folder}/postgresql"

    def psql(self, *arguments, **options):
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", "--host",
                   f"{self.folder}/socket", "--username", "directory", "--dbname", "postgres", *arguments]
        process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
        if process.returncode != 0:
            raise SystemExit(f"PostgreSQL: {process.stderr[-2000:]}")
        return process.stdout

    def prepare(self, kind, questions):
        """Stores the questions, because a script of pgbench has only numbers as parameters."""
        table, self.counts[kind] = table_of(kind), len(questions)
        lines = "".join(f"{number}\t{question.first}\t{question.second}\n" for number, question in enumerate(questions))
        self.psql(input=f"CREATE TABLE {table} (number int PRIMARY KEY, first text NOT NULL, second text NOT NULL);\n"
                        f"COPY {table} FROM stdin;\n{lines}\\.\nVACUUM (ANALYZE) {table};\n")

    def answer(self, kind, question):
        literal = "'" + question.first.replace("'", "''") + "'", "'" + question.second + "'"
        statement = sql.KINDS[kind].format(first=literal[0], second=literal[1])
        found = self.psql(input=statement + ";\n", timeout=60)
        if kind == "key":
            return Answer(1, [question.first], {}, found)
        found = json.loads(found)
        facets = found["facets"] or {}
        counts = {facet: {one["id"]: one["count"] for one in facets[facet]} for facet in facets}
        return Answer(found["total"], [slug_of(one) for one in found["data"] or []], counts)

    def pgbench(self, kind, seconds):
        """The command that asks the questions of one kind from the core of the load."""
        script, count, clients = f"{self.folder}/{kind}.sql", self.counts[kind], work.CONNECTIONS
        with open(script, "w") as out:
            # Each client goes through the list from another place.
            out.write(f"\\set i (:i + 1)\n\\set n mod(:i + :client_id * {count // clients}, {count})\n")
            asked = f"(SELECT {{}} FROM {table_of(kind)} WHERE number = :n)"
            statement = sql.KINDS[kind].format(first=asked.format("first"), second=asked.format("second"))
            out.write(" ".join(statement.split()) + ";\n")
        return ["taskset", "-c", server.LOAD_CORE, "pgbench", "--no-vacuum", "--protocol", "prepared", "--client",
                str(clients), "--jobs", "1", "--time", str(seconds), "--define", "i=0", "--file", script, "--host",
                f"{self.folder}/socket", "--username", "directory", "postgres"]

    def ask(self, kind, seconds):
        """One run: requests per second, and per second of processor time of all PostgreSQL's processes."""
        command, before = self.pgbench(kind, seconds), self.cpu_seconds()
        process = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120)
        cpu = self.cpu_seconds() - before
        done = re.search(r"transactions actually processed: (\d+)", process.stdout)
        failed = re.search(r"failed transactions: (\d+)", process.stdout)
        if process.returncode != 0 or not done or failed and int(failed.group(1)):
            raise SystemExit(f"{' '.join(command)} failed:\n{process.stdout}{process.stderr}")
        rate = float(re.search(r"tps = ([\d.]+)", process.stdout).group(1))
        return {"rate": rate, "rate_own": int(done.group(1)) / cpu}

    def cpu_seconds(self):
        """Processor time of the server, its processes, and those that have ended."""
        self.wait_for_clients_to_end()
        while True:
            try:
                return sum(ticks(process) for process in memory.tree(self.pid)) / TICKS
            except OSError:
                continue  # A worker has ended meanwhile, such as one that vacuums.

    def wait_for_clients_to_end(self):
        """Waits until no connection has a process, because one that ends meanwhile would not be counted."""
        deadline = time.monotonic() + END_SECONDS
        while any(is_client(process) for process in memory.tree(self.pid)):
            if time.monotonic() > deadline:
                raise SystemExit("PostgreSQL: a connection does not end")
            time.sleep(0.01)

    def memory(self):
        """Memory while all connections are busy: shared memory counts only where a process maps it."""
        with subprocess.Popen(self.pgbench(list(self.counts)[-1], 2 * MEMORY_SECONDS), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL):
            time.sleep(MEMORY_SECONDS)
            return memory.of(self.pid)

    def stop(self):
        shell(f"stop_postgres {self.folder}/postgresql fast")


def is_client(process):
    """Whether a process of PostgreSQL serves a connection; its title says so."""
    try:
        with open(f"/proc/{process}/cmdline", "rb") as title:
            return b"[local]" in title.read()
    except OSError:
        return False


def ticks(process):
    """Processor time of a process and of its children that have ended."""
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    # Only the first process has children, which it waits for.
    return sum(map(int, fields[11:15]))


def shell(command, core=None):
    """Runs functions of `scripts/lib/postgres.sh`."""
    pinned = ["taskset", "-c", core] if core else []
    subprocess.run([*pinned, "bash", "-c", f"set -euo pipefail; source {LIBRARY}; {command}"], check=True, timeout=300,
                   stdin=subprocess.DEVNULL)


def table_of(kind):
    return "asked_" + kind.replace("-", "_")


def slug_of(listed):
    return listed.get("organization", listed)["slug"]
