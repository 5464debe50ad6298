"""Kinds of work, measured with wrk from a separate core on the service and the bare server alternately."""
import json
import os
import statistics
import subprocess
import sys
import time

from . import server

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 16
WARM_UP_SECONDS = 2

# By name: a description, and the wanted share of the bare server's throughput at WANTED_AT
# profiles.
WANTED_AT = 100_000
KINDS = {
    "key": ("one profile by key", 0.9),
    "key-small-cache": ("one profile by key, with a cache for 80 % of the requests", 0.6),
    "filter": ("focus area and country: first 20, total, all facets", 0.10),
    "words": ("two words: first 10, total", 0.04),
    "words-facets": ("two words, with all facets", 0.02),
    "suggest": ("suggest, 3 to 5 letters", 0.4),
    "typo": ("a misspelled word", 0.02),
    "reconcile": ("50 names to match", 0.0005),
}


def ask(target, paths, seconds, connections=CONNECTIONS, more=None):
    """One run of wrk: requests, seconds, latencies, and the server's processor time."""
    command = ["taskset", "-c", server.LOAD_CORE, "wrk", "--threads", "1", "--connections", str(connections),
               "--duration", f"{seconds}s", "--timeout", "60s", "--script", f"{HERE}/../paths.lua", target.url]
    before = target.cpu_seconds()
    process = subprocess.run(command, env={**os.environ, "PATHS": paths, **(more or {})}, capture_output=True, text=True)
    cpu = target.cpu_seconds() - before
    line = next((line for line in process.stdout.splitlines() if line.startswith("RUN ")), None)
    if line is None:
        sys.exit(f"{' '.join(command)} failed:\n{process.stdout}{process.stderr}")
    run = json.loads(line[4:])
    if run["refused"] or run["broken"]:
        sys.exit(f"{run['refused']} requests were refused, {run['broken']} were truncated.\n{first_refusal(target, paths)}")
    return {**run, "rate": run["requests"] / run["seconds"], "cpu_seconds": cpu,
            "rate_own": run["requests"] / cpu, "busy": cpu / run["seconds"]}


def first_refusal(target, paths):
    """The first path of a list that does not succeed, with its response."""
    with open(paths) as lines:
        for path in map(str.strip, lines):
            status, _, body = target.get(path)
            if status >= 300:
                return f"GET {path}: {status}\n{body.decode(errors='replace')}"
    return "Requested one by one, all succeed."


def is_supported(target, name, paths):
    """True if the service supports this work. Profiles by key are always supported."""
    with open(paths) as lines:
        path = lines.readline().strip()
    status, _, body = target.get(path)
    if status in (400, 404) and not name.startswith("key"):
        return False
    if status != 200:
        sys.exit(f"GET {path}: {status}\n{body.decode(errors='replace')}")
    return True


def measure(service, reference, name, folder, args):
    """Medians of the service and the bare server, and the latency on one connection."""
    keys = f"{folder}/key.txt"
    paths = keys if name.startswith("key") else f"{folder}/{name}.txt"
    if not is_supported(service, name, paths):
        return None
    ask(reference, keys, WARM_UP_SECONDS)
    ask(service, paths, WARM_UP_SECONDS)
    limits, runs = [], []
    for _ in range(args.repeats):
        limits.append(ask(reference, keys, args.seconds))
        runs.append(ask(service, paths, args.seconds))
    single = ask(service, paths, args.seconds, connections=1)

    def median(all_runs, key):
        return statistics.median(run[key] for run in all_runs)

    row = {key: median(runs, key) for key in ("rate", "rate_own", "busy", "p50_ms", "p99_ms")}
    row["bytes_each"] = sum(run["bytes"] for run in runs) / sum(run["requests"] for run in runs)
    row["rates"] = [run["rate"] for run in runs]
    row |= {f"limit_{key}": median(limits, key) for key in ("rate", "rate_own", "busy")}
    row["share"] = row["rate"] / row["limit_rate"]
    row["share_own"] = row["rate_own"] / row["limit_rate_own"]
    row["single_p50_ms"], row["single_p99_ms"] = single["p50_ms"], single["p99_ms"]
    return row


def export(service):
    """A full export as NDJSON: seconds, and memory before and at most; None if the service has no export."""
    before = server.memory_mib(service.pid, "RssAnon")
    begun = time.perf_counter()
    with server.Peak(service.pid) as peak:
        status, lines, size = service.stream("/api/v1/export")
    if status == 404:
        return None
    if status != 200:
        sys.exit(f"GET /api/v1/export: {status}")
    seconds = time.perf_counter() - begun
    total = json.loads(service.get("/api/v1/organizations?per_page=1")[2])["meta"]["total"]
    if lines != total:
        sys.exit(f"The export has {lines} of {total} profiles.")
    return {"seconds": seconds, "profiles": lines, "bytes": size, "own_mib_before": before, "peak_own_mib": peak.mib,
            "cpu_ms_after_leaving": after_leaving(service) * 1000}


def after_leaving(service):
    """Processor seconds that an export takes in the two seconds after its client has gone, who read a little."""
    idle = settle(service)
    service.begin("/api/v1/export", 1 << 20)
    before, begun = service.cpu_seconds(), time.perf_counter()
    time.sleep(2)
    return max(0.0, service.cpu_seconds() - before - idle * (time.perf_counter() - begun))


def edit(service, load, profile_file, repeats):
    """Processor milliseconds that one changed profile takes in a service that follows."""
    with open(profile_file) as file:
        profile = json.load(file)
    costs = []
    for number in range(repeats):
        change = last_change(service)
        idle = settle(service)
        before, begun = service.cpu_seconds(), time.perf_counter()
        profile["founded"] = 1900 + number
        with open(profile_file, "w") as file:
            json.dump(profile, file)
        server.run([*load, profile_file])
        settle(service)
        costs.append(service.cpu_seconds() - before - idle * (time.perf_counter() - begun))
        # No requests until now, because their processor time would count too.
        if last_change(service) != change + 1:
            sys.exit("the service did not follow an edit")
    return {"cpu_ms": statistics.median(costs) * 1000}


def last_change(service):
    return json.loads(service.get("/api/v1")[2])["data"]["change"]


def settle(service):
    """Waits until the service is idle for two seconds; returns its processor time for one second."""
    while True:
        before = service.cpu_seconds()
        time.sleep(2)
        idle = service.cpu_seconds() - before
        if idle < 0.05:
            return idle / 2
