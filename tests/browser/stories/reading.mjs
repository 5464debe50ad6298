// Reading a profile: its sources, its history, how to cite it.

import assert from "node:assert/strict";
import { origin, server, until } from "../browser.mjs";
import { bothWays } from "../story.mjs";

// By which each format of a citation is known.
const MARKS = { bibtex: "@misc", csl: "\"type\"", ris: "TY  - " };

const plain = (text) => text.replaceAll("\r", "").trim();

const isInView = (locator) => locator.evaluate((it) => {
  const { top, bottom } = it.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
});

bothWays("a mark leads to its source, and the source back to the mark", {}, async ({ page }) => {
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

bothWays("every mark has its source, and every way back its mark", {}, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  const dead = await page.locator('main a[href^="#"]').evaluateAll((links) => links
    .map((link) => link.getAttribute("href"))
    .filter((href) => !document.getElementById(href.slice(1))));
  assert.deepEqual(dead, [], "links that lead nowhere");
});

bothWays("the history of a profile is told", {}, async ({ page }) => {
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
  assert(text.includes(`${origin}/organizations/free-the-slaves`), `the citation has the address: ${text}`);
  for (const format of Object.keys(MARKS)) {
    const link = cite.locator(`a[href$="format=${format}"]`).first();
    const address = await link.getAttribute("href");
    const answer = await fetch(server + address);
    assert.equal(answer.status, 200, address);
    // What is shown is what the file has; only the address differs, which is the one that was asked.
    const shown = await cite.locator("pre").filter({ hasText: MARKS[format] }).evaluate((it) => it.textContent);
    const file = (await answer.text()).replaceAll(server, origin);
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
  // Paper cannot be followed: sources have their addresses beside.
  const address = await page.locator("#source-1 a.out").first().evaluate((it) => [it.href, getComputedStyle(it, "::after").content]);
  assert(address[1].includes("attr(href)") || address[1].includes(address[0]), address[1]);
});
