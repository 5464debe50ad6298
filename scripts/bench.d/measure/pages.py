"""Pages: compared with the same data as JSON, requested alternately with a browser's headers; the
processor time of the first page; and pages in a browser."""
import json
import os
import statistics
import subprocess
import sys

from . import server, work

# By name: a description, the list of requests, a function from the path of the API to that of the
# page, and the wanted share of the JSON's throughput.
PAGES = {
    "page": ("a profile as a page", "key", lambda path: path.removeprefix("/api/v1"), 0.5),
    "page-filter": ("the list, focus area and country, with its filters", "filter",
                    lambda path: path.removeprefix("/api/v1").split("&facets=")[0], None),
}
CODING = {"CODING": "br"}


def measure(service, name, lists, args, folder):
    """Medians of both, the latency on one connection, and the size of a response in bytes."""
    _, kind, page_of, _ = PAGES[name]
    documents, pages = f"{lists}/{kind}.txt", f"{folder}/{name}.txt"
    with open(documents) as paths, open(pages, "w") as out:
        out.writelines(page_of(path.strip()) + "\n" for path in paths)
    runs = {documents: [], pages: []}
    for paths in runs:
        work.ask(service, paths, work.WARM_UP_SECONDS, more=CODING)
    for _ in range(args.repeats):
        for paths, own in runs.items():
            own.append(work.ask(service, paths, args.seconds, more=CODING))
    single = {paths: work.ask(service, paths, args.seconds, connections=1, more=CODING)["p50_ms"] for paths in runs}

    def median(paths, key):
        return statistics.median(run[key] for run in runs[paths])

    def bytes_each(paths):
        return sum(run["bytes"] for run in runs[paths]) / sum(run["requests"] for run in runs[paths])

    return {"rate": median(pages, "rate"), "json_rate": median(documents, "rate"),
            "share": median(pages, "rate") / median(documents, "rate"),
            "share_own": median(pages, "rate_own") / median(documents, "rate_own"),
            "us": 1e6 / median(pages, "rate_own"), "bytes": bytes_each(pages), "json_bytes": bytes_each(documents),
            "single_ms": single[pages], "json_single_ms": single[documents]}


def home(serve, args, folder):
    """Processor milliseconds for a request of the first page: rendered, and from the page cache."""
    paths = f"{folder}/home.txt"
    with open(paths, "w") as out:
        out.write("/\n")
    costs = {}
    for name, options in (("rendered_ms", ["--cache-mib", "0"]), ("cached_ms", [])):
        with server.Server([*serve, *options]) as service:
            work.ask(service, paths, work.WARM_UP_SECONDS, more=CODING)
            rates = [work.ask(service, paths, args.seconds, more=CODING)["rate_own"] for _ in range(args.repeats)]
            costs[name] = 1000 / statistics.median(rates)
    return costs


def in_browser(service, args):
    """Figures of each page that `tests/browser/speed.mjs` opens in a browser."""
    command = [os.path.join(os.path.dirname(__file__), "..", "browse"), service.url, str(args.repeats)]
    process = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return [json.loads(line) for line in process.stdout.splitlines() if line.startswith("{")]
