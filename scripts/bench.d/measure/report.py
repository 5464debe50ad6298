"""The results as Markdown."""
import os
import platform
import re
import subprocess

from . import pages, work

NOT_SUPPORTED = "not supported"
# In a browser, on the shipped directory: requests, kB without the map, layout shift, largest paint.
WANTED_IN_BROWSER = ("6", "40", "", "0.02", "0.02", "1,800")
# At work.WANTED_AT profiles; the memory also at ten times as many.
WANTED = {"load": "20 s", "load memory": "300 MB", "start": "1 s", "export": "2.5 s", "edit": "5 ms"}
WANTED_OWN_MEMORY = {100_000: "200 MB", 1_000_000: "1 GB"}


def machine():
    """The machine, in one line."""
    with open("/proc/cpuinfo") as info:
        model = re.search(r"model name\s*: (.*)", info.read())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()
    names = [model.group(1) if model else platform.machine(), f"{os.cpu_count()} cores", system]
    return ", ".join([*names, f"Rust {rust[1]}"] if len(rust) > 1 else names)


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def of_work(size, result):
    """A table of the kinds of work: throughput, its share of the bare server's, and latency."""
    rows = []
    for name, row in result["work"].items():
        label, wanted = work.KINDS[name]
        wanted = f"{wanted:.2f}" if size == work.WANTED_AT else ""
        if row is None:
            rows.append([label, NOT_SUPPORTED, "", "", wanted, "", "", ""])
            continue
        rows.append([label, f"{row['rate']:,.0f}", f"{row['share']:.3f}", f"{row['share_own']:.3f}", wanted,
                     f"{1e6 / row['rate_own']:,.1f}", f"{row['single_p50_ms']:.2f}", f"{row['single_p99_ms']:.2f}"])
    return table(["work", "a second", "of L", "of L, by processor time", "wanted",
                  "µs of processor time each", "one connection: p50 ms", "p99 ms"], rows)


def of_pages(result):
    """A table of pages compared with the same data as JSON, both with brotli."""
    rows = []
    for name, row in result.items():
        label, _, _, wanted = pages.PAGES[name]
        rows.append([label, f"{row['rate']:,.0f}", f"{row['share']:.2f}", f"{row['share_own']:.2f}",
                     f"{wanted:.2f}" if wanted else "", f"{row['us']:,.1f}", f"{row['single_ms']:.2f}",
                     f"{row['single_ms'] / row['json_single_ms']:.2f}", f"{row['bytes'] / 1000:,.1f}"])
    return table(["page", "a second", "of its JSON", "by processor time", "wanted", "µs of processor time each",
                  "one connection: p50 ms", "times its JSON's", "kB sent, head included"], rows)


def of_browser(rows):
    """A table of pages on a cold cache in a browser; the largest paint is a median."""
    lines = [[f"{row['name']} (`{row['path'].split('?')[0]}`)", f"{row['requests']}", f"{row['bytes'] / 1000:,.1f}",
              f"{row['bytes_with_map'] / 1000:,.1f}", f"{row['shift_phone']:.3f}", f"{row['shift_wide']:.3f}",
              f"{row['largest_paint_ms']:,.0f}"] for row in rows]
    return table(["page in a browser", "requests", "kB without the map", "kB", "layout shift at 360 px", "at 1280 px",
                  "largest paint, slow phone: ms"], [*lines, ["wanted", *WANTED_IN_BROWSER]])


def of_costs(size, result):
    """A table of costs of the service: loading, starting, memory, disk, export, edits."""
    at_wanted = size == work.WANTED_AT

    def row(label, measured, wanted=None):
        return [label, measured, WANTED.get(wanted, "") if at_wanted else ""]

    rows, load = [], result.get("load")
    if load:
        rows.append(row("load", f"{load['seconds']:.1f} s ({load['cpu_seconds']:.1f} s of processor time)", "load"))
        rows.append(row("memory of the load at most", f"{load['peak_mib']:,.0f} MiB "
                        f"({load['peak_own_mib']:,.0f} MiB its own)", "load memory"))
    if "plain_seconds" in result:
        rows.append(row("SQLite with the same lines and an FTS5 index, without the service", f"{result['plain_seconds']:.1f} s",
                        "load"))
    rows.append(row("ready after the first start, which makes the catalog", seconds(result["first_start"]["seconds"])))
    rows.append(row("memory of the first start at most", f"{result['first_start']['peak_mib']:,.0f} MiB"))
    rows.append(row("ready after a later start", seconds(result["start_seconds"]), "start"))
    for label, key in (("memory after a start", "idle"), ("memory after the work", "busy")):
        memory = result[key]
        rows.append([label, f"{memory['mib']:,.0f} MiB ({memory['own_mib']:,.0f} MiB its own)",
                     WANTED_OWN_MEMORY.get(size, "") + " its own" * (size in WANTED_OWN_MEMORY)])
    rows.append(row("database on disk", f"{result['database_bytes'] / 2**20:,.0f} MiB"))
    rows.append(row("index on disk", f"{result['index_bytes'] / 2**20:,.1f} MiB"))
    if "export" in result:
        export = result["export"]
        rows.append(row("export of everything", NOT_SUPPORTED if export is None else
                        f"{export['seconds']:.1f} s, {export['bytes'] / 2**20:,.0f} MiB", "export"))
        if export:
            rows.append(row("own memory before and during it", f"{export['own_mib_before']:,.0f} and at most "
                            f"{export['peak_own_mib']:,.0f} MiB"))
            left = export.get("cpu_ms_after_leaving")
            rows += [row("processor time once the client of one has gone", f"{left:.1f} ms")] if left is not None else []
    if "edit" in result:
        rows.append(row("an edit, processor time to follow it", f"{result['edit']['cpu_ms']:.1f} ms", "edit"))
    if "home" in result:
        home = result["home"]
        rows.append(["the first page, processor time to render and compress it", f"{home['rendered_ms']:.2f} ms", "2 ms"])
        rows.append(["the same from the page cache", f"{home['cached_ms'] * 1000:,.0f} µs", ""])
    if "write" in result:
        write = result["write"]
        rows.append(["a single write over HTTP, durable and visible",
                     f"p50 {write['p50_ms']:.1f} ms, p99 {write['p99_ms']:.1f} ms", "p50 25 ms"])
    if "readers" in result:
        readers = result["readers"]
        for name, what in (("loading", "while a load writes"), ("following", "while the catalog follows it")):
            if readers[name]:
                rows.append([f"readers {what}, requests a second of their processor time",
                             f"{readers[name] / readers['idle']:.2f} of the rate without a load", "0.90"])
    if "overload" in result:
        it = result["overload"]
        rows += [["overload: requests per second: capacity of one core, and sent",
                  f"{it['capacity']:,.0f}; {it['sent'] / it['seconds']:,.0f}", ""],
                 ["overload: successful, refused with Retry-After, failed",
                  f"{it['answered']:,}; {it['with_retry_after']:,} of {it['refused']:,}; {it['failed']:,}", "none failed"],
                 ["overload: successful requests, p99", f"{it['p99_ms']:.0f} ms", "1,000 ms"],
                 ["overload: /livez, worst", f"{it['livez_max_ms']:.0f} ms, {it['livez_failed']} failed", "100 ms"],
                 ["two seconds after it: p99, before it", f"{it['after_p99_ms']:.1f} ms; {it['usual_p99_ms']:.1f} ms", ""]]
    return table(["cost", "measured", "wanted"], rows)


def of_size(size, result):
    """The tables of one size."""
    title = f"{size:,} made-up profiles" if size else "The shipped directory"
    text = f"## {title}\n\n"
    limits = [row["limit_rate"] for name, row in result["work"].items() if row and not name.startswith("key")]
    if limits:
        text += f"L, measured with each kind of work: {' '.join(f'{limit:,.0f}' for limit in limits)} a second.\n\n"
    if result["work"]:
        text += of_work(size, result) + "\n"
    if result.get("pages"):
        text += of_pages(result["pages"]) + "\n"
    if result.get("browser"):
        text += of_browser(result["browser"]) + "\n"
    return text + of_costs(size, result)


def of_growth(sizes):
    """A table of how costs grow with the directory."""
    counts = [size for size in sorted(sizes) if size]
    if len(counts) < 2:
        return ""
    figures = {work.KINDS[name][0] + ", µs": ("work", name) for name in work.KINDS}
    figures |= {"load, ms a profile": "load", "later start, ms": "start", "own memory after the work, MiB": "memory",
                "index on disk, MiB": "index", "an edit, ms": "edit"}
    rows = []
    for label, figure in figures.items():
        values = [value_of(size, sizes[size], figure) for size in counts]
        if any(value is not None for value in values):
            before, after = values[-2:]
            factor = f"{after / before:.2f}" if before and after else ""
            rows.append([label, *("" if value is None else f"{value:,.1f}" for value in values), factor])
    head = ["cost", *(f"{size:,}" for size in counts), f"{counts[-2]:,} to {counts[-1]:,}: times"]
    return "## How cost grows\n\n" + table(head, rows)


def value_of(size, result, figure):
    """One figure of one size; None if it was not measured."""
    if isinstance(figure, tuple):
        row = result["work"].get(figure[1])
        return row and 1e6 / row["rate_own"]
    return {
        "load": lambda: result["load"]["seconds"] * 1000 / size,
        "start": lambda: result["start_seconds"] * 1000,
        "memory": lambda: result["busy"]["own_mib"],
        "index": lambda: result["index_bytes"] / 2**20,
        "edit": lambda: result["edit"]["cpu_ms"] if "edit" in result else None,
    }[figure]()


def seconds(value):
    return f"{value * 1000:,.0f} ms" if value < 10 else f"{value:,.1f} s"


COMPARED = {
    "load": ("load, s", 1), "load_cpu": ("its processor time, s", 1), "load_mib": ("its peak memory, MiB", 0),
    "first": ("ready after the first start, s", 1), "first_cpu": ("its processor time, s", 1),
    "first_mib": ("its peak memory, MiB", 0), "findable": ("from the load to the first answer, s", 1),
    "later_one": ("ready after a later start, one core, s", 2), "later_all": ("the same on all cores, s", 2),
    "home_ms": ("the first page, rendered and compressed, ms of processor time", 2)}


def of_before(size, result):
    """Two tables: a build of the service and the one before it."""
    rows = []
    for name, row in result["work"].items():
        before, now = (row[build] and 1e6 / row[build] for build in ("before", "now"))
        shares = (row[build] and f"{row[build] / row['limit']:.3f}" or "" for build in ("before", "now"))
        p99 = (f"{row[key]:.2f}" if (key := f"{build}_p99_ms") in row else "" for build in ("before", "now"))
        rows.append([work.KINDS[name][0], f"{before:,.1f}" if before else NOT_SUPPORTED, f"{now:,.1f}",
                     f"{before / now:.2f}" if before else "", *shares, *p99])
    text = f"## {size:,} generated profiles, before and now\n\n"
    text += table(["work", "µs before", "now", "times faster", "share of L before", "now",
                   "one connection: p99 before, ms", "now"], rows) + "\n"
    before, now = (result["costs"][build] for build in ("before", "now"))
    rows = [[label, f"{before[key]:,.{digits}f}", f"{now[key]:,.{digits}f}", f"{before[key] / now[key]:.1f}"]
            for key, (label, digits) in COMPARED.items()]
    if result["odd"]:
        (old, _), (new, path) = (result["odd"][build][0] for build in ("before", "now"))
        rows.append(["the slowest of 30 odd questions, ms", f"{old:.1f}", f"{new:.1f}", f"{old / new:.1f}"])
        text += f"The slowest odd question now: `{path}`\n\n"
    return text + table(["cost", "before", "now", "times less"], rows)
