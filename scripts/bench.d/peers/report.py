"""The comparison as Markdown."""
from measure.report import NOT_SUPPORTED, table

from .questions import KINDS


def of_peers(size, result):
    """The tables of one size."""
    names = list(result["costs"])
    parts = [f"### {size:,} generated profiles", f"Versions: {'; '.join(result['versions'])}.",
             "Requests per second, and µs of processor time per request:", work_table(names, result["work"]),
             "Processor time per request of the peer, as a multiple of this service's (in parentheses: requests per "
             "second of this service, as a multiple of the peer's):", ratio_table(names, result["work"]),
             cost_table(names, result["costs"]),
             "Totals of the first questions, this service and the peer:", totals_table(result["totals"])]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def work_table(names, work):
    def cell(row):
        return f"{row['rate']:,.0f} ({1e6 / row['rate_own']:,.0f} µs)" if row else NOT_SUPPORTED

    rows = [[KINDS[kind], *(cell(rows[name]) for name in names)] for kind, rows in work.items()]
    return table(["work", *names], rows)


def ratio_table(names, work):
    """The processor time that a peer needs for the work of one request of the service."""
    ours, *others = names

    def cell(mine, row):
        return f"{mine['rate_own'] / row['rate_own']:.1f} ({mine['rate'] / row['rate']:.1f})" if row else NOT_SUPPORTED

    rows = [[KINDS[kind], *(cell(rows[ours], rows[name]) for name in others)] for kind, rows in work.items()]
    return table(["work", *others], rows)


def cost_table(names, costs):
    def row(label, text):
        return [label, *(text(costs[name]) for name in names)]

    return table(["cost", *names], [
        row("load, until the first question is answered",
            lambda cost: f"{cost['load_seconds']:.1f} s" if cost["load_seconds"] else "the same file"),
        row("memory after the requests (private)", lambda cost: f"{cost['mib']:,.0f} MiB ({cost['own_mib']:,.0f} MiB)"),
        row("disk", lambda cost: f"{cost['disk_mib']:,.0f} MiB"),
    ])


def totals_table(totals):
    """The totals where analysers may differ."""
    rows = []
    for kind in ("words", "typo"):
        for name, pairs in totals.get(kind, {}).items():
            rows.append([KINDS[kind], name, " ".join(f"{mine}/{other}" for mine, other in pairs)])
    return table(["work", "peer", "totals"], rows)
