// Reading a profile: its sources, its history, how to cite it.

import assert from "node:assert/strict";
import { origin, server, until } from "../browser.mjs";
import { bothWays } from "../story.mjs";

// A text that identifies each citation format.
const MARKS = { bibtex: "@misc", csl: "\"type\"", ris: "TY  - " };

const plain = (text) => text.replaceAll("\r", "").trim();

const isInView = (locator) => locator.evaluate((it) => {
  const { top, bottom } = it.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
});

bothWays("a mark links to its source, and the source back to the mark", {}, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  const mark = page.locator("sup.marks a").nth(3);
  const id = await mark.getAttribute("id");
  const target = await mark.getAttribute("href");
  await mark.click();
  await page.waitForURL(`**${target}`);
  const source = page.locator(target);
  await until("the source in view", () => isInView(source), Boolean);
  await source.locator(`.back a[href="#${id}"]`).click();
  await page.waitForURL(`**#${id}`);
  await until("the mark in view", () => isInView(mark), Boolean);
});

bothWays("every link within a profile has a target", {}, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  const dead = await page.locator('main a[href^="#"]').evaluateAll((links) => links
    .map((link) => link.getAttribute("href"))
    .filter((href) => !document.getElementById(href.slice(1))));
  assert.deepEqual(dead, [], "links without a target");
});

bothWays("a profile links to its history", {}, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  await page.getByRole("link", { name: /All versions/ }).click();
  await page.waitForURL("**/organizations/free-the-slaves/history");
  await page.getByRole("heading", { level: 1 }).filter({ hasText: "Free the Slaves" }).waitFor();
  await page.locator("main").getByText(/version 1\b/i).first().waitFor();
});

bothWays("a profile can be cited", {}, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  const cite = page.locator("#cite");
  const text = await cite.evaluate((it) => it.textContent);
  assert(text.includes(`${origin}/organizations/free-the-slaves`), `the citation has the URL: ${text}`);
  for (const format of Object.keys(MARKS)) {
    const link = cite.locator(`a[href$="format=${format}"]`).first();
    const path = await link.getAttribute("href");
    const response = await fetch(server + path);
    assert.equal(response.status, 200, path);
    // The page shows the same text as the file, except for the host in the URL.
    const shown = await cite.locator("pre").filter({ hasText: MARKS[format] }).evaluate((it) => it.textContent);
    const file = (await response.text()).replaceAll(server, origin);
    assert.equal(plain(shown), plain(file), format);
  }
});

bothWays("a profile can be printed", {}, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  await page.emulateMedia({ media: "print" });
  for (const id of ["framing", "method", "research", "help", "sources"]) {
    assert(await page.locator(`#${id}`).isVisible(), `${id} is on paper`);
  }
  for (const left of ["#exit", "header nav", "footer"]) {
    assert(!await page.locator(left).isVisible(), `${left} is not`);
  }
  // In print, sources show their URLs.
  const link = await page.locator("#source-1 a.out").first().evaluate((it) => [it.href, getComputedStyle(it, "::after").content]);
  assert(link[1].includes("attr(href)") || link[1].includes(link[0]), link[1]);
});
