"""Another build of the service, such as the one before a change, measured in the same run: runs of both alternate."""
import contextlib
import os
import shutil
import statistics
import sys

from . import pages, server, work

BUILDS = ("before", "now")
KINDS = tuple(name for name in work.KINDS if name != "key-small-cache")
# Number of requests of each question in the list `odd`.
ASKED = 15


def measure(programs, profiles, lists, args, folder, bare_server, say):
    """Costs and kinds of work by build; `programs` are the paths of the builds."""
    commands = {build: command_of(program, f"{folder}/{build}") for build, program in programs.items()}
    costs = {build: [] for build in BUILDS}
    for turn in range(args.repeats):
        for build in BUILDS:
            say(f"load and start, {turn + 1} of {args.repeats}: {build}")
            costs[build].append(load_and_start(commands[build], profiles, f"{folder}/{build}"))
    result = {"costs": {build: medians(costs[build]) for build in BUILDS}, "work": {}, "odd": {}}
    with contextlib.ExitStack() as stack:
        services = {build: stack.enter_context(server.Server(commands[build][1])) for build in BUILDS}
        for name in (name for name in KINDS if name in args.only):
            say(name)
            with bare_server(services["now"], name) as reference:
                result["work"][name] = measure_work(services, reference, name, lists, args)
        if "odd" in args.only:
            say("odd")
            result["odd"] = {build: odd_questions(services[build], lists) for build in BUILDS}
    for build in BUILDS:
        result["costs"][build]["home_ms"] = pages.home(commands[build][1], args, folder)["rendered_ms"]
    return result


def command_of(program, folder):
    """The commands that load into a folder, and serve it."""
    where = ["--database-url", f"sqlite:{folder}/database/directory.db", "--data-dir", f"{folder}/data"]
    return ([program, "load", *where],
            [program, *where, "--listen", "127.0.0.1:PORT", "--workers", "1", "--rate-limit", "off"])


def load_and_start(commands, profiles, folder):
    """A load into a new database, the first start, which makes the catalog, and later starts; on all cores, if
    nothing else is said."""
    load, serve = commands
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(f"{folder}/database")
    loaded = server.run([*load, profiles])
    with server.Server(serve, core=server.all_cores()) as service:
        first, first_cpu, memory = service.ready_seconds, service.cpu_seconds(), service.memory()
    one_core, all_cores = (later_start(serve, core) for core in (server.SERVER_CORE, server.all_cores()))
    return {"load": loaded["seconds"], "load_cpu": loaded["cpu_seconds"], "load_mib": loaded["peak_mib"],
            "first": first, "first_cpu": first_cpu, "first_mib": memory["peak_mib"],
            "findable": loaded["seconds"] + first, "later_one": one_core, "later_all": all_cores}


def later_start(serve, core):
    with server.Server(serve, core=core) as service:
        return service.ready_seconds


def medians(rows):
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def measure_work(services, reference, name, lists, args):
    """Medians of a kind of work: of the bare server, and of each build, or None where it does not support it."""
    keys = f"{lists}/key.txt"
    paths = keys if name == "key" else f"{lists}/{name}.txt"
    able = [build for build in BUILDS if work.is_supported(services[build], name, paths)]
    work.ask(reference, keys, work.WARM_UP_SECONDS)
    for build in able:
        work.ask(services[build], paths, work.WARM_UP_SECONDS)
    limits, runs = [], {build: [] for build in able}
    for _ in range(args.repeats):
        limits.append(work.ask(reference, keys, args.seconds))
        for build in able:
            runs[build].append(work.ask(services[build], paths, args.seconds))
    row = {"limit": statistics.median(run["rate_own"] for run in limits)}
    for build in BUILDS:
        rates = [run["rate_own"] for run in runs.get(build, [])]
        row[build] = statistics.median(rates) if rates else None
    for build in able:
        row[f"{build}_p99_ms"] = work.ask(services[build], paths, args.seconds, connections=1)["p99_ms"]
    return row


def odd_questions(service, lists):
    """The questions of the list `odd` with the median of their processor milliseconds, the slowest first."""
    with open(f"{lists}/odd.txt") as paths:
        return sorted(((milliseconds(service, path.strip()), path.strip()) for path in paths), reverse=True)


def milliseconds(service, path):
    costs = []
    for _ in range(ASKED):
        before = service.cpu_seconds()
        status, _, body = service.get(path)
        costs.append(1000 * (service.cpu_seconds() - before))
        if status != 200:
            sys.exit(f"GET {path}: {status}\n{body.decode(errors='replace')}")
    return statistics.median(costs)
