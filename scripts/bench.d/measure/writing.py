"""Writing: single edits over HTTP, a load into SQLite for comparison, and reads during a load."""
import http.client
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time

from . import server, work

EDITS = 200
READING = ("key", "filter", "words")


def make_key(service_binary, database, folder):
    """Creates an admin's key with the command line."""
    command = [service_binary, "keys", "create", *database, "--data-dir", f"{folder}/data",
               "--name", "bench", "--role", "admin"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def edits(service, key):
    """Response times in milliseconds; checks after each that the edit is visible."""
    slug = json.loads(service.get("/api/v1/organizations?per_page=1")[2])["data"][0]["slug"]
    path, times = f"/api/v1/organizations/{slug}", []
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/merge-patch+json", "If-Match": "*"}
    for number in range(EDITS):
        body = json.dumps({"acronym": f"E{number}"})
        begun = time.perf_counter()
        connection.request("PATCH", path, body, headers)
        response = connection.getresponse()
        text = response.read()
        times.append((time.perf_counter() - begun) * 1000)
        if response.status != 200:
            sys.exit(f"PATCH {path}: {response.status}\n{text.decode()}")
        connection.request("GET", path)
        if json.loads(connection.getresponse().read())["acronym"] != f"E{number}":
            sys.exit("an edit was acknowledged before it was visible")
    connection.close()
    times.sort()
    return {"p50_ms": statistics.median(times), "p99_ms": times[int(len(times) * 0.99)]}


def plain_sqlite(profiles, folder):
    """Seconds to store the same lines in SQLite with an FTS5 index, without the service."""
    path = f"{folder}/plain.db"
    begun = time.perf_counter()
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE organizations (slug TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL);
        CREATE VIRTUAL TABLE words USING fts5(document, content='organizations');
        BEGIN IMMEDIATE;
    """)

    def rows(lines):
        for line in lines:
            # Every line begins with `{"slug":"…",`.
            yield line[9:line.index('"', 9)], line

    with open(profiles) as lines:
        database.executemany("INSERT INTO organizations VALUES (?, ?)", rows(lines))
    database.execute("INSERT INTO words (words) VALUES ('rebuild')")
    database.execute("COMMIT")
    database.close()
    seconds = time.perf_counter() - begun
    os.remove(path)
    return seconds


def readers(service, load, changed, lists, seconds):
    """Reads per second of processor time: without a load, while a load writes, while the catalog follows it."""
    rates = {"idle": [], "loading": [], "following": []}
    paths = mixed(lists)
    work.ask(service, paths, work.WARM_UP_SECONDS)
    for _ in range(3):
        rates["idle"].append(ask_readers(service, paths, seconds))
    before = work.last_change(service)
    # The load shares a core with wrk, so that the service keeps its own core.
    # It replaces the edits of an earlier measurement.
    load = [*load, "--overwrite-edits", changed]
    process = subprocess.Popen(["taskset", "-c", server.LOAD_CORE, *load],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None:
        run = ask_readers(service, paths, 1)
        if process.poll() is None:
            rates["loading"].append(run)
    if process.returncode != 0:
        sys.exit(process.stderr.read().decode())
    deadline = time.monotonic() + 600
    while work.last_change(service) == before and time.monotonic() < deadline:
        run = ask_readers(service, paths, 1)
        if work.last_change(service) == before:
            rates["following"].append(run)
    return {name: statistics.median(runs) if runs else None for name, runs in rates.items()}


def mixed(lists):
    """Writes a list that alternates several kinds of requests."""
    path = f"{lists}/mixed.txt"
    kinds = []
    for name in READING:
        with open(f"{lists}/{name}.txt") as lines:
            kinds.append([line for line, _ in zip(lines, range(2000))])
    with open(path, "w") as out:
        out.writelines(line for lines in zip(*kinds) for line in lines)
    return path


def ask_readers(service, paths, seconds):
    """Requests per second of processor time of the worker threads."""
    before = worker_seconds(service.pid)
    run = work.ask(service, paths, seconds)
    return run["requests"] / (worker_seconds(service.pid) - before)


def worker_seconds(pid):
    """Processor time of actix's workers; the follower and the index writers have separate threads."""
    ticks = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/stat") as stat:
                name, rest = stat.read().split("(", 1)[1].rsplit(")", 1)
        except OSError:
            continue
        if name.startswith("actix-rt|"):
            fields = rest.split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
