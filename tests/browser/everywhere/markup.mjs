// Checks every page and picture with vnu, the checker of the W3C: no errors, no warnings.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load, server } from "../browser.mjs";
import { html, pages } from "../pages.mjs";

const folder = mkdtempSync(join(tmpdir(), "markup-"));
after(() => rmSync(folder, { recursive: true, force: true }));

// One run of Java checks all files.
let messages;
before(async () => {
  const jar = join(load.resolve("vnu-jar/package.json"), "../build/dist/vnu.jar");
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
  const { stdout } = await promisify(execFile)(
    "java",
    [
      "-Xss2m", "-jar", jar, "--format", "json", "--also-check-css", "--also-check-svg",
      "--exit-zero-always", "--stdout", folder,
    ],
    { timeout: 180_000, maxBuffer: 64 << 20 },
  );
  ({ messages } = JSON.parse(stdout));
}, { timeout: 240_000 });

function faults(file) {
  return messages
    .filter(({ url }) => fileURLToPath(url) === join(folder, file))
    .map(({ type, subType, message, lastLine, extract }) => (
      `${subType ?? type}: ${message} (line ${lastLine}: ${extract?.replaceAll("\n", " ")})`));
}

for (const [at, kind] of pages.entries()) {
  test(`${kind.name} has valid markup`, async () => {
    await html(server, kind);
    assert.deepEqual([...new Set(faults(`${at}.html`))].slice(0, 12), []);
  });
}

test("the stylesheets and the pictures are valid", () => {
  const others = messages.filter(({ url }) => !url.endsWith(".html"));
  const files = [...new Set(others.map(({ url }) => fileURLToPath(url).slice(folder.length + 1)))];
  assert.deepEqual(files.flatMap(faults).slice(0, 12), []);
});
