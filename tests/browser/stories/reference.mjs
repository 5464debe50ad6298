// The API reference: every operation has a page, whose form sends the request that it shows.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { api, load, origin, seen, server } from "../browser.mjs";
import { Server } from "../servers.mjs";
import { story } from "../story.mjs";

const METHODS = ["get", "put", "post", "delete", "patch"];

// The operations of the document, with their paths and methods.
let operations;
let own;
before(async () => {
  const { paths } = await api("/openapi.json");
  operations = Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })));
  own = await Server.start("--rate-limit", "off");
}, { timeout: 90_000 });
after(() => own?.end());

async function html(path) {
  const response = await fetch(server + path, { headers: { accept: "text/html" } });
  assert.equal(response.status, 200, path);
  return response.text();
}

test("every operation is listed and has its page, without JavaScript too", async () => {
  const overview = await html("/docs/");
  assert(operations.length > 50, `${operations.length} operations`);
  for (const { path, method, operationId, summary, parameters, responses } of operations) {
    assert(overview.includes(`href="/docs/${operationId}">${summary}</a>`), `${operationId} is not listed`);
    const page = await html(`/docs/${operationId}`);
    const texts = [`<h1>${summary}</h1>`, `data-method="${method.toUpperCase()}"`, `data-path="${path}"`];
    for (const { name } of parameters ?? []) texts.push(`<dt><code>${name}</code>`);
    for (const status of Object.keys(responses)) texts.push(`>${status}</`);
    for (const text of texts) assert(page.includes(text), `${operationId}: no ${text}`);
  }
});

// Presses "Execute" and waits for the response; returns its status.
async function execute(page) {
  await page.getByRole("button", { name: "Execute" }).click();
  const status = page.locator("#answer-status").filter({ hasText: /^Status \d+/ });
  await status.waitFor();
  return parseInt((await status.innerText()).match(/\d+/)[0], 10);
}

const shown = (page, name) => page.locator(`#answer-${name}`).innerText();

// Two stories share the requests, so that none is too long.
for (const half of [0, 1]) {
  story(`the first "Execute" of every GET works, part ${half + 1}`, {}, async (visit) => {
    const { page } = visit;
    const reads = operations.filter(({ method }) => method === "get");
    assert(reads.length > 25, `${reads.length} operations`);
    for (const { path, operationId, parameters, security } of reads.filter((_, at) => at % 2 === half)) {
      const former = visit.urls.length;
      await visit.open(`/docs/${operationId}`);
      const sent = visit.urls.slice(former).filter((url) => new URL(url).pathname.startsWith("/api/"));
      assert.deepEqual(sent, [], `${operationId} sent a request before "Execute"`);
      assert.equal(await execute(page), security ? 401 : 200, path);
      const names = [...new URL(await shown(page, "url")).searchParams.keys()];
      const required = parameters?.filter((it) => it.in === "query" && it.required).map(({ name }) => name);
      assert.deepEqual(names, required ?? [], `the parameters that ${operationId} sent`);
      assert.match(await shown(page, "headers"), /^content-type: /m);
      assert.notEqual(await shown(page, "body"), "");
    }
    // Reading a key without one is refused, which Chromium also logs.
    visit.mistakes = visit.mistakes.filter((mistake) => !mistake.includes("status of 401"));
  });
}

story("a form sends what was typed, and shows the command", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/docs/list_organizations");
  await page.getByText(/^Optional parameters/).click();
  await page.locator("#try-query-q").fill("it's debt bondage");
  await page.locator("#try-query-per_page").fill("1");
  assert.equal(await execute(page), 200);
  const url = `${origin}/api/v1/organizations?q=it%27s+debt+bondage&per_page=1`;
  assert.equal(await shown(page, "url"), url);
  assert.equal(await shown(page, "command"), `curl '${url}'`);
  assert.equal(JSON.parse(await shown(page, "body")).data.length, 1);
  await page.locator("#try-query-per_page").fill("0");
  assert.equal(await execute(page), 400);
  assert.match(await shown(page, "body"), /invalid-parameter/);
  visit.mistakes = visit.mistakes.filter((mistake) => !mistake.includes("status of 400"));
});

story("a long body is cut, and the page says so", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/docs/export_organizations");
  assert.equal(await execute(page), 200);
  assert.equal((await page.locator("#answer-body").textContent()).length, 200_000);
  assert.match(await shown(page, "note"), /shows its beginning/);
});

story("an editor changes a profile with a key", () => ({ base: seen(own.url) }), async (visit) => {
  const { page } = visit;
  const key = await own.key();
  await visit.open("/docs/find_organization");
  await page.locator("#try-path-key").fill("unseen");
  assert.equal(await execute(page), 200);
  const etag = (await shown(page, "headers")).match(/^etag: (.*)$/m)[1];

  await visit.open("/docs/patch_organization");
  await page.getByText("This changes the directory.").waitFor();
  await page.locator("#try-key").fill(key);
  await page.locator("#try-path-key").fill("unseen");
  await page.locator("#try-header-If-Match").fill(etag);
  await page.locator("#try-header-X-Change-Note").fill("Tried with “Execute”");
  await page.locator("#try-body").fill('{"founded": 1999}');
  assert.equal(await execute(page), 200);
  assert.match(await shown(page, "command"), /Bearer YOUR_KEY/);
  assert(!(await page.locator("main").innerText()).includes(key), "the page shows the key");

  const read = async (path) => (await fetch(`${own.url}/api/v1/organizations/unseen${path}`)).json();
  assert.equal((await read("")).founded, 1999);
  const [revision] = (await read("/revisions")).data;
  assert.deepEqual([revision.note, revision.author], ["Tried with “Execute”", "key:tests"]);
  await page.reload();
  assert.equal(await page.locator("#try-key").inputValue(), "", "the key stays in the form");
});

const plain = { javaScriptEnabled: false };

story("without JavaScript, the form of a search opens the response", plain, async (visit) => {
  const { page } = visit;
  await visit.open("/docs/list_organizations");
  await page.getByText(/^Optional parameters/).click();
  await page.locator("#try-query-q").fill("debt bondage");
  await page.getByRole("button", { name: "Execute" }).click();
  await page.waitForURL(/\/api\/v1\/organizations\?/);
  assert.match(await page.locator("body").innerText(), /"total":/);
});

story("without JavaScript, other pages link to the example or show the command", plain, async (visit) => {
  const { page } = visit;
  await visit.open("/docs/replace_organization");
  const note = page.locator("noscript p");
  await note.waitFor();
  assert.match(await note.textContent(), /use the command above/);
  assert(await page.getByRole("button", { name: "Execute" }).isDisabled());
  await visit.open("/docs/find_organization");
  assert.match(await note.textContent(), /open the example/);
  await note.locator("a").click();
  await page.waitForURL("**/api/v1/organizations/international-justice-mission");
});

const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

for (const path of ["/docs/", "/docs/list_organizations", "/docs/put_focus_area"]) {
  story(`${path} is accessible with its response and in every mode`, {}, async (visit) => {
    const { page } = visit;
    await visit.open(path);
    if (path.endsWith("list_organizations")) await execute(page);
    await page.evaluate(axe);
    for (const details of await page.locator("details").all()) await details.evaluate((it) => { it.open = true; });
    const faults = [];
    for (const [mode, media, width] of [
      ["light", { colorScheme: "light" }, 1280],
      ["dark", { colorScheme: "dark" }, 360],
      ["forced colours", { forcedColors: "active" }, 1280],
    ]) {
      await page.emulateMedia({ colorScheme: null, forcedColors: null, ...media });
      await page.setViewportSize({ width, height: 800 });
      // In forced colours axe sees the colours of the stylesheet, not those of the system.
      const rules = { "color-contrast": { enabled: mode !== "forced colours" } };
      const { violations } = await page.evaluate(
        (chosen) => globalThis.axe.run(document, { resultTypes: ["violations"], rules: chosen }),
        rules,
      );
      for (const { id, nodes } of violations) faults.push(`${mode}: ${id}: ${nodes[0].html.slice(0, 160)}`);
    }
    assert.deepEqual(faults, []);
  });
}
