"""The Python SDK of the Model Context Protocol uses the tools at `/mcp`, in both ways to connect.

The SDK validates each structured answer against the output schema of its tool.
"""

import asyncio
import json
import os
import sys
import urllib.request

from mcp import Client
from mcp.shared.exceptions import MCPError

SERVER = os.environ["SERVER"]
TOOLS = [
    "search_organizations",
    "get_organization",
    "compare_organizations",
    "find_ways_to_help",
    "list_vocabulary",
]


def check(condition, what, found=""):
    """Prints what was checked, or ends the program."""
    if not condition:
        sys.exit(f"not ok - {what}: {found}")
    print(f"ok - {what}")


def read(path):
    """A JSON response of the API."""
    with urllib.request.urlopen(SERVER + path) as response:
        return json.load(response)


async def call(client, tool, arguments):
    """The structured content and the text of a successful call."""
    result = await client.call_tool(tool, arguments)
    text = result.content[0].text
    check(not result.is_error, f"{tool} {json.dumps(arguments)}", text)
    return result.structured_content, text


async def use(mode, version):
    """Connects, lists the tools and calls each of them."""
    async with Client(f"{SERVER}/mcp", mode=mode) as client:
        check(client.protocol_version == version, f"connected with {version}", client.protocol_version)
        check(client.server_info.name == "antislavery-directory", "the server names itself")
        check("reported_by" in client.instructions, "the instructions say how to repeat claims")
        tools = (await client.list_tools()).tools
        check([tool.name for tool in tools] == TOOLS, "five tools are listed", tools)
        check(all(tool.annotations.read_only_hint for tool in tools), "all of them only read")

        arguments = {"q": "debt bondage", "country": ["IN"], "per_page": 3}
        found, text = await call(client, TOOLS[0], arguments)
        api = read("/api/v1/organizations?q=debt+bondage&country=IN&per_page=3")
        check(found["answer"] == api, "the answer is that of the API")
        cited = found["organizations"][0]
        check(cited["citation"] in text and cited["revision"] >= 1, "each organization is cited")

        slug = cited["slug"]
        profile, text = await call(client, TOOLS[1], {"organization": slug})
        check(profile["answer"] == read(f"/api/v1/organizations/{slug}"), "the profile is whole")
        check("Not checked by a person" in text, "an unchecked profile says so", text)
        caveats = [caveat["note"] for caveat in profile["answer"]["caveats"]]
        check(all(caveat in text for caveat in caveats[:10]), "the caveats are in the text")

        slugs = [row["slug"] for row in found["answer"]["data"]][:2]
        compared, _ = await call(client, TOOLS[2], {"organizations": slugs})
        check(set(compared["answer"]) >= {"shared", "only"}, "the comparison has what is shared")

        ways, _ = await call(client, TOOLS[3], {"kind": "volunteer", "free": True})
        kinds = {row["kind"] for row in ways["answer"]["data"]}
        check(kinds == {"volunteer"}, "only ways to volunteer are found", kinds)

        terms, _ = await call(client, TOOLS[4], {"vocabulary": "focus_area"})
        check(terms["answer"] == read("/api/v1/focus-areas"), "the vocabulary is that of the API")

        for tool, arguments in [
            (TOOLS[0], {"q": "xylophone zeppelin quasar"}),
            (TOOLS[1], {"organization": "an-organization-that-is-not-here"}),
            (TOOLS[3], {"q": "xylophone zeppelin quasar"}),
            (TOOLS[4], {"vocabulary": "sector", "term": "xylophones"}),
        ]:
            _, text = await call(client, tool, arguments)
            check("Not in this directory" in text, "nothing found is said plainly", text)

        wrong = await client.call_tool(TOOLS[0], {"country": "Atlantis"})
        check(wrong.is_error and "Atlantis" in wrong.content[0].text, "a wrong argument is named")
        try:
            await client.call_tool("delete_organization", {})
            check(False, "an unknown tool is an error")
        except MCPError as error:
            check(error.code == -32602, "an unknown tool is an error", error)


def initialize_former():
    """The SDK offers only its newest version with a handshake, so the former one is written here."""
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    request = urllib.request.Request(
        f"{SERVER}/mcp",
        json.dumps(message).encode(),
        {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"},
    )
    with urllib.request.urlopen(request) as response:
        version = json.load(response)["result"]["protocolVersion"]
        check(version == "2025-06-18", "initialize answers with 2025-06-18", version)
        check(response.headers["Mcp-Session-Id"] is None, "there is no session")


asyncio.run(use("auto", "2026-07-28"))
asyncio.run(use("legacy", "2025-11-25"))
initialize_former()
