"""Ten times the requests that one core can answer: successes, refusals, and the response time of a probe."""
import json
import random
import subprocess
import sys
import threading
import time

from . import server, work

# The mix of a busy day: number of requests out of 100 from each list.
MIX = {"key": 40, "filter": 20, "words": 15, "suggest": 20, "typo": 5}
TIMES_CAPACITY = 10
CONNECTIONS = 2000
SECONDS = 60
PROBE_EVERY_SECONDS = 0.05
# Time after the overload until response times must be normal again.
NORMAL_WITHIN_SECONDS = 2


def mixed(lists, folder):
    """Writes one list with all kinds of requests."""
    pick = random.Random(1)
    paths = {name: open(f"{lists}/{name}.txt").read().split() for name in MIX}
    with open(f"{folder}/mixed.txt", "w") as out:
        for name in pick.choices(list(MIX), weights=MIX.values(), k=20_000):
            out.write(pick.choice(paths[name]) + "\n")
    return out.name


class Probes:
    """Requests /livez repeatedly on new connections while the context is open."""

    def __init__(self, target):
        self.target, self.seconds, self.failed, self.over = target, [], 0, threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.over.wait(PROBE_EVERY_SECONDS):
            begun = time.perf_counter()
            try:
                self.failed += self.target.get("/livez", timeout=5)[0] != 200
            except OSError:
                self.failed += 1
            self.seconds.append(time.perf_counter() - begun)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def measure(target, lists, folder, program, seconds):
    """Measures the capacity, then the overload, then the moments after it."""
    paths = mixed(lists, folder)
    work.ask(target, paths, work.WARM_UP_SECONDS)
    usual = work.ask(target, paths, seconds)
    rate = TIMES_CAPACITY * usual["rate"]
    command = ["taskset", "-c", server.LOAD_CORE, program, f"127.0.0.1:{target.port}", str(rate), str(SECONDS),
               str(CONNECTIONS), paths]
    with Probes(target) as probes, server.Peak(target.pid) as peak:
        run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{run.stderr}")
    time.sleep(NORMAL_WITHIN_SECONDS)
    after = work.ask(target, paths, seconds)
    return {**json.loads(run.stdout), "capacity": usual["rate"], "asked": rate,
            "livez_max_ms": 1000 * max(probes.seconds), "livez_failed": probes.failed, "peak_own_mib": peak.mib,
            "usual_p99_ms": usual["p99_ms"], "after_p99_ms": after["p99_ms"], "after_rate": after["rate"]}
