// Printing pages to paper: the warnings, the version and the address are on it, and no controls.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import { api, origin } from "../browser.mjs";
import { bothWays, story } from "../story.mjs";

const PROFILE = "/organizations/international-justice-mission";
// Width of A4 within margins of 18 mm, in pixels of CSS.
const PAPER = { width: Math.floor((210 - 2 * 18) / 25.4 * 96), height: 1000 };
const FIVE = "/compare?organizations=a21,free-the-slaves,polaris,the-freedom-fund,walk-free";

const folder = mkdtempSync(join(tmpdir(), "printing-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let printed = 0;

/** Prints the page; returns the text of the paper, in which every gap is one space. */
async function print(page) {
  printed += 1;
  const file = join(folder, `${printed}.pdf`);
  writeFileSync(file, await page.pdf({ format: "A4", printBackground: false, preferCSSPageSize: true }));
  const { stdout } = await promisify(execFile)("pdftotext", [file, "-"], { timeout: 60_000, maxBuffer: 64 << 20 });
  return stdout;
}

// Hyphens at the end of a line may belong to the word or not; ligatures are one character.
const plain = (text) => text.normalize("NFKC").replace(/[\s\u00ad-]+/g, "").toLowerCase();

// The visible controls, in print.
const controls = (page) => page.locator("form, input, select, textarea, button").evaluateAll((all) => all
  .filter((it) => it.checkVisibility({ visibilityProperty: true }))
  .map((it) => it.outerHTML.slice(0, 80)));

bothWays("a printed profile has its warnings, version, date and address", {}, async (visit) => {
  const { page } = visit;
  const { caveats } = await api(PROFILE);
  const disputes = caveats.filter(({ kind }) => kind === "disputed");
  assert(disputes.length > 1, "the profile has disputes");
  await visit.open(PROFILE);
  const text = await print(page);
  const all = plain(text);
  for (const { note } of disputes) {
    assert(all.includes(plain(note.slice(0, 120))), `the dispute “${note.slice(0, 120)}” is not on paper`);
  }
  assert.match(text, /Disputed/);
  assert.match(text, /\bversion 1\b/i);
  assert.match(text, /\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b/);
  assert(all.includes(plain(new URL(origin).host + PROFILE)), "the address is not on paper");
  assert.match(text, /CC0/);
});

for (const [name, path] of [["the first page", "/"], ["the list", "/organizations"], ["a profile", PROFILE], ["a comparison", FIVE]]) {
  bothWays(`${name} has no controls on paper`, {}, async (visit) => {
    const { page } = visit;
    await visit.open(path);
    await page.setViewportSize(PAPER);
    await page.emulateMedia({ media: "print" });
    assert.deepEqual(await controls(page), []);
    assert.equal(await page.locator("#exit").isVisible(), false, "the exit");
  });
}

story("a comparison of five fits the paper", {}, async (visit) => {
  const { page } = visit;
  await visit.open(FIVE);
  // Text beyond the edge of the paper is not in the file. Lines of columns are read across.
  const wordsOf = (text) => new Set(text.normalize("NFKC").toLowerCase().match(/\p{L}{5,}/gu));
  const shown = wordsOf(await print(page));
  for (const slug of new URLSearchParams(new URL(page.url()).search).get("organizations").split(",")) {
    const { name, framing: { summary } } = await api(`/organizations/${slug}`);
    const missing = [...wordsOf(summary)].filter((word) => !shown.has(word));
    assert.deepEqual(missing, [], `words about ${name} that are not on paper`);
  }
});
