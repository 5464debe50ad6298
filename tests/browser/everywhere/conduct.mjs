// Rules for every page: no requests to other sites, no stored data, headers and markup that obey
// the Content-Security-Policy, full content without JavaScript and on a narrow screen, the exit
// first, nothing that covers a control, from right to left, and in forced colours. One visit checks
// all of them, because loading a page takes longest.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { Visit, server } from "../browser.mjs";
import { html, pages, show } from "../pages.mjs";
import { covered } from "../rules/covered.mjs";
import { faultsOfHeaders, faultsOfMarkup } from "../rules/document.mjs";
import { inForcedColours } from "../rules/forced_colours.mjs";
import { overflow, overflowFromRightToLeft } from "../rules/overflow.mjs";
import { story } from "../story.mjs";

const words = (page) => page.locator("main").innerText().then((text) => text.split(/\s+/).length);

let marked = 0;
for (const kind of pages) {
  story(`${kind.name} obeys the rules for every page`, {}, async (visit) => {
    const response = await show(visit, kind);
    const { page } = visit;
    const faults = [...faultsOfHeaders(response.headers()), ...await page.evaluate(faultsOfMarkup)];
    await page.keyboard.press("Tab");
    const first = await page.evaluate(() => document.activeElement.id);
    if (first !== "exit") faults.push(`the first stop of the tab key is ${first || "nothing"}`);
    const stored = await page.evaluate(async () => [
      document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    ].join());
    if (stored !== ",0,0,0") faults.push(`it stores data: ${stored}`);
    const forced = await inForcedColours(page);
    marked += Number(forced.isMarked);
    faults.push(...await covered(page), ...forced.faults, ...await overflow(page, 320), ...await overflowFromRightToLeft(page));

    const plain = await Visit.begin({ width: 320, height: 640, javaScriptEnabled: false });
    try {
      await show(plain, kind);
      faults.push(...(await overflow(plain.page, 320)).map((fault) => `${fault}, without JavaScript`));
      const [all, without] = [await words(page), await words(plain.page)];
      if (without < 10 || without < all * 0.8) faults.push(`${without} words of ${all} without JavaScript`);
      faults.push(...await plain.faults());
    } finally {
      await plain.end();
    }
    assert.deepEqual(faults, []);
  });
}

test("most pages are marked in the navigation", () => {
  assert(marked > pages.length / 2, `only ${marked} of ${pages.length}`);
});

// The URLs in a sitemap or in an index of sitemaps.
async function listed(path) {
  const response = await fetch(server + path);
  assert.equal(response.status, 200, path);
  return [...(await response.text()).matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url]) => url.replaceAll("&amp;", "&"));
}

test("every URL of the sitemap returns 200", { timeout: 120_000 }, async () => {
  const seeds = readdirSync(new URL("../../../seed_data/organizations", import.meta.url)).length;
  const urls = [];
  for (const map of await listed("/sitemap.xml")) urls.push(...await listed(new URL(map).pathname));
  assert(urls.length > seeds + 48, `${urls.length} URLs`);
  assert.equal(new Set(urls).size, urls.length, "each once");
  const wrong = [];
  for (const url of urls) {
    const { pathname, search } = new URL(url);
    const response = await fetch(server + pathname + search, { redirect: "manual", headers: { accept: "text/html" } });
    const text = await response.text();
    const canonical = text.match(/<link rel="canonical" href="([^"]*)"/)?.[1];
    if (response.status !== 200) wrong.push(`${response.status} for ${url}`);
    else if (canonical !== url) wrong.push(`${url} has the canonical URL ${canonical}`);
    else if (text.includes('content="noindex"')) wrong.push(`${url} has noindex`);
  }
  assert.deepEqual(wrong, []);
});

test("no page has a broken link to this server", { timeout: 120_000 }, async () => {
  const from = new Map();
  for (const kind of pages) {
    for (const [, href] of (await html(server, kind)).matchAll(/\shref="([^"#]+)/g)) {
      const { href: link } = new URL(href.replaceAll("&amp;", "&"), server + kind.path);
      if (link.startsWith(`${server}/`) && !from.has(link)) from.set(link, kind.name);
    }
  }
  const wrong = [];
  for (const [link, name] of from) {
    const response = await fetch(link, { method: "HEAD", headers: { accept: "text/html, */*" } });
    if (!response.ok) wrong.push(`${response.status} for ${link}, from ${name}`);
  }
  assert.deepEqual(wrong, []);
});
