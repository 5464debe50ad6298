"""Groonga with its own HTTP server, groonga-httpd.

A slice is a selection of a selection, with its own page and counts. The counts that ignore a choice need a request
each: one request with slices of everything takes almost twice as long as three.
"""
import json
import os
import subprocess
import urllib.parse

from measure import server

from . import install
from .facets import FACETS
from .http_peer import Answer, HttpPeer

# One process, so that all processor time is that of one PID. `PORT` is replaced at the start.
CONFIGURATION = """\
daemon off;
master_process off;
pid {folder}/groonga-httpd.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  groonga_database {folder}/groonga/db;
  groonga_log_path off;
  groonga_query_log_path off;
  client_body_temp_path {folder}/temp;
  proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp;
  uwsgi_temp_path {folder}/temp;
  scgi_temp_path {folder}/temp;
  server {{
    listen 127.0.0.1:PORT;
    location /d/ {{ groonga on; }}
  }}
}}
"""
SELECT = {"table": "Organizations", "command_version": "1"}
WEIGHTED = "name * 5 || names * 4 || summary * 3 || body"
ACTIVE = "is_active == true"
BEST = {"sort_keys": "-_score", "limit": 10, "output_columns": "_key,listed,snippet_html(body)"}
NO_PAGE = {"limit": 0, "output_columns": "_key"}
WITHOUT_STATUS = FACETS[:-1]


class Groonga(HttpPeer):
    name, key = "Groonga", "groonga"

    @staticmethod
    def version():
        return "Groonga " + install.debian_version("groonga-bin")

    @staticmethod
    def load(profiles, labels, folder):
        os.mkdir(f"{folder}/groonga")
        rows = subprocess.Popen(install.loader("load_groonga", profiles, labels), stdout=subprocess.PIPE)
        load = subprocess.run(["groonga", "-n", f"{folder}/groonga/db"], stdin=rows.stdout, capture_output=True,
                              text=True, timeout=install.LOAD_SECONDS)
        # Each command answers with its status, which is 0 after a success.
        failed = [line for line in load.stdout.splitlines() if line.startswith("[[") and not line.startswith("[[0,")]
        if rows.wait() or load.returncode or failed:
            raise SystemExit(f"Groonga did not load the profiles: {failed[:3]} {load.stderr[-2000:]}")

    @classmethod
    def start(cls, folder, core):
        with open(f"{folder}/groonga.conf.in", "w") as out:
            out.write(CONFIGURATION.format(folder=folder))
        program, conf = install.groonga_httpd(), f"{folder}/groonga.conf"
        command = f"sed s/POR[T]/PORT/ {conf}.in > {conf} && exec {program} -e stderr -p {folder}/ -c {conf}"
        return cls(server.Server(["sh", "-c", command], ready="/d/status", core=core), folder)

    @staticmethod
    def disk(folder):
        return f"{folder}/groonga"

    def paths(self, kind, question):
        requests = KINDS[kind](question.first, question.second)
        return ["/d/select?" + urllib.parse.urlencode(SELECT | request) for request in requests]

    def read(self, kind, *bodies):
        found, *more = json.loads(bodies[0])[1]
        if kind == "key":
            return Answer(1, [found[2][0]], {}, found[2][1])
        if kind in ("words", "suggest", "typo"):
            return answer(found, {})
        *records, facets = more[0]["active"]
        facets |= more[1]
        for body in bodies[1:]:
            facets |= json.loads(body)[1][1]
        return answer(records, facets)


def answer(found, facets):
    """An answer of a list: the total, the columns, the rows; and the drilldowns."""
    (total,), _, *records = found
    counts = {facet: {value: count for value, _, count in rows[2:]} for facet, rows in facets.items()}
    return Answer(total, [record[0] for record in records], counts)


def key(slug, _):
    return [{"filter": f'_key == "{slug}"', "output_columns": "_key,profile", "limit": 1}]


def filter_(area, country):
    area, country = f'focus_area @ "{area}"', f'country @ "{country}"'
    page = {"sort_keys": "position", "limit": 20, "output_columns": "_key,listed"}
    return [
        {"filter": f"{country} && {area}", **NO_PAGE, **drilldowns("status"),
         **of_active(page, "approach", "way_to_help", "affiliation")},
        # A facet ignores its own choice.
        {"filter": f"{country} && {ACTIVE}", **NO_PAGE, **drilldowns("focus_area")},
        {"filter": f"{area} && {ACTIVE}", **NO_PAGE, **drilldowns("country")},
    ]


def words(text, _):
    return [{"match_columns": WEIGHTED, "query": text, "filter": ACTIVE, **BEST}]


def words_facets(text, _):
    return [{"match_columns": WEIGHTED, "query": text, **NO_PAGE, **drilldowns("status"),
             **of_active(BEST, *WITHOUT_STATUS)}]


def suggest(beginning, _):
    return [{"filter": f'name_words @^ "{beginning}"', "sort_keys": "position", "limit": 10,
             "output_columns": "_key,name"}]


def typo(word, _):
    options = '{"max_distance": 1, "prefix_length": 1, "with_transposition": true}'
    return [{"filter": f'fuzzy_search(name_words, "{word}", {options})', "sort_keys": "-_score,position", "limit": 20,
             "output_columns": "_key,listed"}]


def of_active(page, *facets):
    """Parameters of a page and of facets of those matches that are active."""
    return {"slices[active].filter": ACTIVE, **{f"slices[active].{name}": value for name, value in page.items()},
            **drilldowns(*facets, of="slices[active].")}


def drilldowns(*facets, of=""):
    """Parameters that count facets, the most frequent value first."""
    parameters = {}
    for facet in facets:
        name = f"{of}drilldowns[{facet}]."
        parameters |= {f"{name}keys": facet, f"{name}sort_keys": "-_nsubrecs,_key", f"{name}limit": -1,
                       f"{name}output_columns": "_key,label,_nsubrecs"}
    return parameters


KINDS = {"key": key, "filter": filter_, "words": words, "words-facets": words_facets, "suggest": suggest, "typo": typo}
