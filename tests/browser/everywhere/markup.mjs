// Checks every page and picture with vnu, the checker of the W3C: no errors, no warnings.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { server } from "../browser.mjs";
import { html, pages } from "../pages.mjs";
import { check } from "../rules/vnu.mjs";

const folder = mkdtempSync(join(tmpdir(), "markup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

// One run of Java checks all files.
let messages;
before(async () => {
  const assets = new Set();
  mkdirSync(join(folder, "assets"));
  for (const [at, kind] of pages.entries()) {
    // If a page is missing, its test below fails.
    const text = await html(server, kind).catch(() => null);
    if (!text) continue;
    writeFileSync(join(folder, `${at}.html`), text);
    for (const [asset] of text.matchAll(/\/assets\/[\w.-]+\.(css|svg)/g)) assets.add(asset);
  }
  for (const asset of assets) writeFileSync(join(folder, asset), await (await fetch(server + asset)).text());
  messages = await check(folder);
}, { timeout: 240_000 });

for (const [at, kind] of pages.entries()) {
  test(`${kind.name} has valid markup`, async () => {
    await html(server, kind);
    assert.deepEqual(messages.of(`${at}.html`).slice(0, 12), []);
  });
}

test("the stylesheets and the pictures are valid", () => {
  assert.deepEqual(messages.others.flatMap((file) => messages.of(file)).slice(0, 12), []);
});
