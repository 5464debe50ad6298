"""OpenRefine without a browser: matches a table of names, adds columns, and exports the result.

It calls the commands of OpenRefine that its pages call: create a project, guess the type of a column,
reconcile it, extend it with properties, export. The exported table must be the expected one.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SERVICE = os.environ["SERVER"].rstrip("/") + "/api/v1/reconcile"
WORK = os.environ["WORK"]
# Maximum number of seconds that a step may take, on a busy machine.
SECONDS = 120

TABLE = """name,country,topic
International Justice Mission,United States,debt bondage
ijm,US,child labor
Polaris Project,USA,Human trafficking
Anti Slavery International,GB,bonded labour
"Fair Food Program, of Immokalee workers",,supply chains
Repórter Brasil,BR,Forced Labour
Hope for Justise,UK,no such thing
An organization that nothing is like,,
"""

# The table after reconciling both columns and adding properties of the first. Names that only a
# person can decide have no match.
EXPECTED = """\
name,id,Founded,Country,US-EIN number,topic,Slug
International Justice Mission,international-justice-mission,1997,United States,541722887,Bonded labour,bonded-labour
ijm,,,,,Child labour,child-labour
Polaris Project,,,,,Human trafficking,human-trafficking
Anti-Slavery International,anti-slavery-international,1839,United Kingdom,,Bonded labour,bonded-labour
"Fair Food Program, of Immokalee workers",,,,,supply chains,
Repórter Brasil,reporter-brasil,2001,Brazil,,Forced labour,forced-labour
Hope for Justise,,,,,no such thing,
An organization that nothing is like,,,,,,
"""


class OpenRefine:
    """A running OpenRefine with a private data folder."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        folder = os.path.join(WORK, "openrefine")
        os.makedirs(folder, exist_ok=True)
        self.log = open(os.path.join(WORK, "openrefine.log"), "w")
        # The script replaces itself by Java, so its process id stays.
        self.process = subprocess.Popen(
            ["/usr/share/openrefine/refine", "-p", str(port), "-d", folder, "-m", "384M",
             "-x", "refine.headless=true"],
            cwd="/usr/share/openrefine", stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": folder})

    def wait(self):
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                return self.command("get-version", method="GET")
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.3)
        sys.exit("OpenRefine did not start; see openrefine.log")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def request(self, path, data=None, headers=None):
        request = urllib.request.Request(self.url + path, data=data, headers=headers or {})
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.geturl(), response.read().decode("utf-8")

    def token(self):
        return json.loads(self.request("/command/core/get-csrf-token")[1])["token"]

    def command(self, name, method="POST", **fields):
        """Calls a command; the fields that are not texts are JSON."""
        texts = {key: value if isinstance(value, str) else json.dumps(value)
                 for key, value in fields.items()}
        if method == "GET":
            query = urllib.parse.urlencode(texts)
            return json.loads(self.request(f"/command/core/{name}?{query}")[1])
        texts["csrf_token"] = self.token()
        _, body = self.request(f"/command/core/{name}", urllib.parse.urlencode(texts).encode())
        answer = json.loads(body)
        if answer.get("code") == "error":
            sys.exit(f"{name}: {answer}")
        return answer

    def create_project(self, table):
        boundary = "a-boundary-that-is-not-in-the-table"
        parts = [
            ("project-name", "", "Names"),
            ("format", "", "text/line-based/*sv"),
            ("options", "", json.dumps({"separator": ",", "headerLines": 1, "encoding": "UTF-8",
                                        "processQuotes": True, "storeBlankRows": True})),
            ("project-file", '; filename="names.csv"\r\nContent-Type: text/csv; charset=utf-8',
             table),
        ]
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{text}\r\n'
            for name, more, text in parts) + f"--{boundary}--\r\n"
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        path = "/command/core/create-project-from-upload?csrf_token=" + self.token()
        url, _ = self.request(path, body.encode(), headers)
        return urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["project"][0]

    def finish(self, project):
        """Waits until nothing runs in the background."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if not self.command("get-processes", method="GET", project=project)["processes"]:
                return
            time.sleep(0.2)
        sys.exit("a process of OpenRefine did not end")

    def export(self, project, columns):
        options = {
            "separator": ",", "lineSeparator": "\n", "encoding": "UTF-8", "outputBlankRows": True,
            "outputColumnHeaders": True,
            "columns": [
                {"name": name, "reconSettings": {"output": "entity-name", "blankUnmatchedCells": False,
                                                 "linkToEntityPages": False}}
                for name in columns],
        }
        form = {"project": project, "format": "csv", "engine": ENGINE,
                "options": json.dumps(options), "csrf_token": self.token()}
        _, text = self.request("/command/core/export-rows/names.csv",
                               urllib.parse.urlencode(form).encode())
        return text.replace("\r\n", "\n")


ENGINE = json.dumps({"facets": [], "mode": "row-based"})


def check(is_true, what):
    if not is_true:
        sys.exit(f"FAILED: {what}")
    print(f"ok: {what}")


def manifest(service):
    with urllib.request.urlopen(service, timeout=30) as response:
        return json.load(response)


def reconcile(refine, project, column, service, kind, details):
    described = manifest(service)
    refine.command(
        "reconcile", project=project, columnName=column, engine=ENGINE,
        config={"mode": "standard-service", "service": service,
                "identifierSpace": described["identifierSpace"],
                "schemaSpace": described["schemaSpace"], "type": kind, "autoMatch": True,
                "columnDetails": details, "limit": 0})
    refine.finish(project)


def extend(refine, project, column, service, at, properties):
    described = manifest(service)
    refine.command(
        "extend-data", project=project, baseColumnName=column, engine=ENGINE, endpoint=service,
        identifierSpace=described["identifierSpace"], schemaSpace=described["schemaSpace"],
        extension={"properties": properties}, columnInsertIndex=str(at))
    refine.finish(project)


def main():
    refine = OpenRefine()
    try:
        version = refine.wait()
        print("OpenRefine", version.get("full_version") or version.get("version"))
        project = refine.create_project(TABLE)
        models = refine.command("get-models", method="GET", project=project)
        columns = [column["name"] for column in models["columnModel"]["columns"]]
        check(columns == ["name", "country", "topic"], "the project has the three columns")

        guessed = refine.command("guess-types-of-column", project=project, columnName="name",
                                 service=SERVICE)
        check([kind["id"] for kind in guessed["types"]] == ["NGO"], "the type of names is guessed")
        details = [{"column": "country", "property": {"id": "country", "name": "Country"}}]
        reconcile(refine, project, "name", SERVICE, guessed["types"][0], details)

        terms = SERVICE + "/terms"
        guessed = refine.command("guess-types-of-column", project=project, columnName="topic",
                                 service=terms)
        kind = guessed["types"][0]
        check(kind["id"] == "focus_area", "the vocabulary of topics is guessed")
        reconcile(refine, project, "topic", terms, kind, [])

        extend(refine, project, "topic", terms, 3, [{"id": "slug", "name": "Slug"}])
        extend(refine, project, "name", SERVICE, 1, [
            {"id": "founded", "name": "Founded"},
            {"id": "country", "name": "Country", "settings": {"limit": "1"}},
            {"id": "US-EIN", "name": "US-EIN number"}])
        refine.command("add-column", project=project, baseColumnName="name", newColumnName="id",
                       expression="grel:if(cell.recon.matched, cell.recon.match.id, '')",
                       columnInsertIndex="1", onError="set-to-blank", engine=ENGINE)
        header = EXPECTED.splitlines()[0].split(",")
        exported = refine.export(project, header)
        if exported != EXPECTED:
            print(exported)
        check(exported == EXPECTED, "the exported table is the expected one")
        rows = refine.command("get-rows", method="GET", project=project, start="0", limit="10")
        third = rows["pool"]["recons"][str(rows["rows"][2]["cells"][0]["r"])]
        check(third["j"] == "none" and third["c"][0]["id"] == "polaris",
              "another name has a candidate, which a person confirms")
    finally:
        refine.stop()
    check(refine.process.returncode is not None, "OpenRefine has ended")


main()
