// Reading a profile: its sources, its history, how to cite it.

import assert from "node:assert/strict";
import { origin, server, until } from "../browser.mjs";
import { bothWays, story } from "../story.mjs";

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

bothWays("a disputed claim is read from its section, with its sources", {}, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  await page.locator(".trust").getByRole("link", { name: /^\d+ disputes$/ }).click();
  await page.waitForURL("**#disputed-method");
  const box = page.locator("#method .disputed");
  await until("the dispute in view", () => isInView(box.locator("p").first()), Boolean);
  assert.match(await box.innerText(), /In 2023 the BBC reported/);
  await box.getByRole("link", { name: /Read all, with sources/ }).click();
  await page.waitForURL("**#caveat-method");
  const whole = page.locator("#caveat-method p").filter({ hasText: "its page on Ghana carries a statement" });
  await until("the whole text in view", () => isInView(page.locator("#caveat-method h3")), Boolean);
  const mark = whole.locator(".marks a").first();
  const target = await mark.getAttribute("href");
  await mark.click();
  await until("the source in view", () => isInView(page.locator(target)), Boolean);
});

bothWays("on a phone the contents lead to a section", { width: 360, height: 740 }, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  const contents = page.getByRole("navigation", { name: "On this page" });
  const link = contents.getByRole("link", { name: "Sources" });
  if (!await link.isVisible()) await contents.getByText("On this page").click();
  await link.click();
  await page.waitForURL("**#sources");
  await until("the section in view", () => isInView(page.locator("#sources-title")), Boolean);
});

bothWays("a link into the rest of a long list opens it", { width: 360, height: 740 }, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission#source-60");
  const source = page.locator("#source-60");
  await until("the source in view", () => isInView(source), Boolean);
  assert(await source.isVisible());
  const mark = page.locator("#outcomes .more .marks a").last();
  const id = await mark.getAttribute("id");
  await page.goto(`/organizations/international-justice-mission#${id}`);
  await until("the mark in view", async () => await mark.isVisible() && isInView(mark), Boolean);
});

story("the rest of a long list is folded", {}, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  const rest = page.locator("#outcomes .more");
  const item = rest.locator("li").first();
  assert(!await item.isVisible(), "it is folded");
  await rest.getByText(/^\d+ more results$/).click();
  assert(await item.isVisible(), "it opens");
});

story("without JavaScript the rest of a long list is open", { width: 360, javaScriptEnabled: false }, async ({ page }) => {
  await page.goto("/organizations/international-justice-mission");
  for (const section of ["outcomes", "research", "help", "sources"]) {
    assert(await page.locator(`#${section} .more li`).last().isVisible(), section);
    assert(!await page.locator(`#${section} .more summary`).isVisible(), `${section} needs no summary`);
  }
});

for (const width of [360, 1280]) {
  story(`a profile does not shift when the script is late, at ${width} px`, { width }, async ({ page }) => {
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) globalThis.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.route("**/assets/site-*.js", async (route) => {
      await new Promise((done) => setTimeout(done, 600));
      await route.continue();
    });
    await page.goto("/organizations/international-justice-mission");
    await page.locator(".js").waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const shift = await page.evaluate(() => globalThis.shift);
    assert(shift <= 0.02, `layout shift of ${shift}`);
  });
}

story("a citation is copied", {}, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  const cite = page.locator("#cite");
  await cite.getByRole("button", { name: "Copy the citation" }).click();
  await until("the announcement", () => page.locator("#announce").innerText(), (it) => it === "Copied");
  // The page is not served over TLS here, so the browser copies what is selected.
  const selected = await page.evaluate(() => getSelection().toString());
  assert.equal(selected.trim(), await cite.locator("#cite-text").innerText());
});

story("without JavaScript there are no buttons that do nothing", { javaScriptEnabled: false }, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  assert.equal(await page.locator("main button").filter({ visible: true }).count(), 0);
});

bothWays("a profile links to its history", {}, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  await page.getByRole("link", { name: /See all versions/ }).click();
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
  for (const id of ["framing", "method", "outcomes", "research", "help", "sources"]) {
    assert(await page.locator(`#${id}`).isVisible(), `${id} is on paper`);
  }
  for (const left of ["#exit", "header nav", "footer", ".actions", ".copy", ".anchor"]) {
    assert(!await page.locator(left).first().isVisible(), `${left} is not`);
  }
  for (const section of ["outcomes", "research", "help", "sources"]) {
    assert(await page.locator(`#${section} .more li`).last().isVisible(), `all of ${section} is on paper`);
  }
  assert(await page.locator(".disputed").first().isVisible(), "the warnings are on paper");
  assert.match(await page.locator(".on-paper").innerText(), /free-the-slaves\s+.*version \d+ .*CC0/s);
  // In print, sources show their URLs.
  const link = await page.locator("#source-1 a.out").first().evaluate((it) => [it.href, getComputedStyle(it, "::after").content]);
  assert(link[1].includes("attr(href)") || link[1].includes(link[0]), link[1]);
});
