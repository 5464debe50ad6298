"""Measures the service and its peers in one run, on the same profiles, requests and cores."""
import json
import os
import statistics
import sys
import tempfile
import time

from measure import server, work

from . import equality, facets, install, memory, questions
from .datasette import Datasette
from .directory import Directory
from .fastapi import FastApi
from .groonga import Groonga
from .postgresql import PostgreSql

PEERS = (Groonga, FastApi, Datasette, PostgreSql)
# The first question that each must answer before its load counts as findable.
FIRST = "words"
# Answers in one run, and the longest run that waits for them.
LEAST_ANSWERS = 100
LONGEST_RUN_SECONDS = 30


def measure(profiles, lists, args, say):
    """Versions, costs, the kinds of work, and the totals of the questions that were compared."""
    asked = {kind: questions.read(lists, kind) for kind in questions.KINDS if kind in args.only}
    first = questions.read(lists, FIRST)[0]
    # Not in the target folder: PostgreSQL's user must reach it, and the path of a socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="directory-peers.", dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        running, result = [], {"versions": [peer.version() for peer in PEERS], "costs": {}, "work": {}, "totals": {}}
        try:
            load_all(profiles, first, folder, args, running, result, say)
            result["work"] = {kind: measure_kind(running, kind, asked[kind], args, result, say) for kind in asked}
            for peer in running:
                result["costs"][peer.name] |= peer.memory()
        finally:
            for peer in running:
                peer.stop()
    return result


def load_all(profiles, question, folder, args, running, result, say):
    """Loads the profiles into each peer, one after the other, and starts it on the core of servers."""
    os.mkdir(f"{folder}/directory")
    labels = f"{folder}/labels.json"
    say("loading: this service")
    ours, cost = load(Directory, folder, question, lambda: Directory.load(args.service, profiles, folder),
                      lambda core: Directory.start(args.service, folder, core))
    running.append(ours)
    result["costs"][Directory.name] = cost
    with open(labels, "w") as out:
        json.dump(facets.labels(ours.server), out)
    for peer in PEERS:
        say(f"loading: {peer.name}")
        other, cost = load(peer, folder, question, lambda: loader_of(peer)(profiles, labels, folder),
                           lambda core: peer.start(folder, core))
        running.append(other)
        result["costs"][peer.name] = cost


def loader_of(peer):
    """Datasette serves a file that is there already."""
    return getattr(peer, "load", lambda *_: None)


def load(peer, folder, question, load_rows, start):
    """The peer on the core of servers, and its costs. The load, up to the first answer, has all cores."""
    begun = time.perf_counter()
    first = load_rows() or start(server.all_cores())
    try:
        first.answer(FIRST, question)
        seconds = time.perf_counter() - begun
    finally:
        first.stop()
    cost = {"load_seconds": seconds if hasattr(peer, "load") else None, "disk_mib": memory.disk_mib(peer.disk(folder))}
    return start(server.SERVER_CORE), cost


def measure_kind(running, kind, asked, args, result, say):
    """Medians of each peer, which take turns; None where a peer has nothing for this work."""
    say(kind)
    able = [peer for peer in running if kind not in peer.not_supported]
    for peer in able:
        peer.prepare(kind, asked)
    ours, *others = able
    for peer in others:
        result["totals"].setdefault(kind, {})[peer.name] = equality.check(ours, peer, kind, asked)
    seconds = {peer.name: seconds_of(peer.ask(kind, work.WARM_UP_SECONDS), args.seconds) for peer in able}
    runs = {peer.name: [] for peer in able}
    for _ in range(args.repeats):
        for peer in able:
            run = peer.ask(kind, seconds[peer.name])
            if not run["rate"]:
                sys.exit(f"{peer.name}: no answer of `{kind}` within {seconds[peer.name]} s; the machine is too busy")
            runs[peer.name].append(run)
    return {peer.name: median(runs.get(peer.name)) for peer in running}


def seconds_of(warm_up, seconds):
    """Seconds of each run: longer for slow work, because wrk does not count what is unfinished at the end."""
    if warm_up["rate"] * seconds >= LEAST_ANSWERS:
        return seconds
    needed = LEAST_ANSWERS / warm_up["rate"] if warm_up["rate"] else LONGEST_RUN_SECONDS
    return max(seconds, min(LONGEST_RUN_SECONDS, round(needed)))


def median(runs):
    if not runs:
        return None
    return {key: statistics.median(run[key] for run in runs) for key in ("rate", "rate_own")}
