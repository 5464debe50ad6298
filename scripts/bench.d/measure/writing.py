"""Writing: single edits over HTTP, a load beside plain SQLite, and readers while a load runs."""
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
    """An admin's key, made as the command line makes it."""
    command = [service_binary, "keys", "create", *database, "--data-dir", f"{folder}/data",
               "--name", "bench", "--role", "admin"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def edits(service, key):
    """Milliseconds from a request to its answer: durable and visible by then, which is looked up after each."""
    slug = json.loads(service.get("/api/v1/organizations?per_page=1")[2])["data"][0]["slug"]
    path, times = f"/api/v1/organizations/{slug}", []
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/merge-patch+json", "If-Match": "*"}
    for number in range(EDITS):
        body = json.dumps({"acronym": f"E{number}"})
        begun = time.perf_counter()
        connection.request("PATCH", path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            sys.exit(f"PATCH {path}: {answer.status}\n{text.decode()}")
        connection.request("GET", path)
        if json.loads(connection.getresponse().read())["acronym"] != f"E{number}":
            sys.exit("An edit was answered before it was to be seen.")
    connection.close()
    times.sort()
    return {"p50_ms": statistics.median(times), "p99_ms": times[int(len(times) * 0.99)]}


def plain_sqlite(profiles, folder):
    """Seconds that SQLite alone takes to store the same lines, with an FTS5 index over them."""
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
            # `{"slug":"…",` begins every line.
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
    """Requests a second of the readers' processor time: alone, while a load writes, while the catalog follows it."""
    rates = {"alone": [], "loading": [], "following": []}
    paths = mixed(lists)
    work.ask(service, paths, work.WARM_UP_SECONDS)
    for _ in range(3):
        rates["alone"].append(ask_readers(service, paths, seconds))
    before = work.last_change(service)
    # On the core of the load, which it shares with wrk: the service keeps its own.
    process = subprocess.Popen(["taskset", "-c", server.LOAD_CORE, *load, changed],
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
    """A list of several kinds of work, in turn."""
    path = f"{lists}/mixed.txt"
    kinds = []
    for name in READING:
        with open(f"{lists}/{name}.txt") as lines:
            kinds.append([line for line, _ in zip(lines, range(2000))])
    with open(path, "w") as out:
        out.writelines(line for lines in zip(*kinds) for line in lines)
    return path


def ask_readers(service, paths, seconds):
    """Requests for each second of processor time of the threads that answer."""
    before = answering_seconds(service.pid)
    run = work.ask(service, paths, seconds)
    return run["requests"] / (answering_seconds(service.pid) - before)


def answering_seconds(pid):
    """The processor time of actix's workers; the follower and the writers of the index have threads of their own."""
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
