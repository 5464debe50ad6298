// The editing pages obey the rules for every page, and are accessible. They are on a separate
// server, because they need keys, and some of them write.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { seen } from "../browser.mjs";
import { editPages, showEditPage } from "../edit_pages.mjs";
import { editingServer } from "../editors.mjs";
import { violations } from "../rules/axe.mjs";
import { covered } from "../rules/covered.mjs";
import { faultsOfHeaders, faultsOfMarkup } from "../rules/document.mjs";
import { inForcedColours } from "../rules/forced_colours.mjs";
import { overflow, overflowFromRightToLeft } from "../rules/overflow.mjs";
import { check } from "../rules/vnu.mjs";
import { story } from "../story.mjs";

// Forms need the origin: browsers state it only if they may send a referrer to this server.
const HEADERS = { "referrer-policy": /^same-origin$/, "cache-control": /^no-store$/, "x-robots-tag": /^noindex$/ };

const folder = mkdtempSync(join(tmpdir(), "editing-"));
const sources = new Map();
let server;
before(async () => {
  server = await editingServer();
}, { timeout: 90_000 });
after(async () => {
  await server?.end();
  rmSync(folder, { recursive: true, force: true });
});

for (const [at, kind] of editPages.entries()) {
  story(`${kind.name}: the page obeys the rules for every page`, () => ({ base: seen(server.url) }), async (visit) => {
    const response = await showEditPage(visit, server, kind);
    const { page } = visit;
    sources.set(at, await response.text());
    const faults = [...faultsOfHeaders(response.headers(), HEADERS), ...await page.evaluate(faultsOfMarkup)];
    // The focus may be in a summary of mistakes.
    await page.evaluate(() => document.activeElement.blur());
    faults.push(
      ...await covered(page), ...(await inForcedColours(page)).faults, ...await overflow(page, 320),
      ...await overflowFromRightToLeft(page), ...await violations(page),
    );
    const stored = await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length].join());
    if (stored !== ",0,0") faults.push(`it stores data that scripts can read: ${stored}`);
    assert.deepEqual(faults, []);
  });
}

test("the editing pages have valid markup", { timeout: 240_000 }, async () => {
  assert.equal(sources.size, editPages.length, "every page was shown");
  const assets = new Set();
  mkdirSync(join(folder, "assets"));
  for (const [at, text] of sources) {
    writeFileSync(join(folder, `${at}.html`), text);
    for (const [asset] of text.matchAll(/\/assets\/edit-[\w.-]+\.css/g)) assets.add(asset);
  }
  assert.equal(assets.size, 1, "they have a stylesheet");
  for (const asset of assets) writeFileSync(join(folder, asset), await (await fetch(server.url + asset)).text());
  const messages = await check(folder);
  const faults = editPages.flatMap(({ name }, at) => messages.of(`${at}.html`).slice(0, 4).map((fault) => `${name}: ${fault}`));
  assert.deepEqual([...faults, ...messages.others.flatMap((file) => messages.of(file))], []);
});
