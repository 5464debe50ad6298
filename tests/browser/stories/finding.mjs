// Finding an organization: words, suggestions, filters, orders, pages.

import assert from "node:assert/strict";
import { Visit, api, bothWays, origin, story, until } from "../browser.mjs";

const names = (page) => page.locator(".rows h2 a").allInnerTexts();
const total = async (page) => parseInt(await page.locator("#total").innerText(), 10);

// A page keeps what is written into its window until another is loaded.
const mark = (page) => page.evaluate(() => { window.isSamePage = true; });
const isMarked = (page) => page.evaluate(() => window.isSamePage === true);

bothWays("a misspelled name finds the organization", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator("#q").fill("Freee the Slavs");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "Freee the Slavs");
  const found = await until("results", () => names(page), (all) => all[0] === "Free the Slaves");
  assert.equal(found.length, Math.min(await total(page), 20));
  assert.equal(await page.locator("#q").inputValue(), "Freee the Slavs");
});

story("a suggestion is taken by keys, and what was typed stands in no address", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  const input = page.locator("#q");
  await input.focus();
  await page.keyboard.type("satyarti");
  const options = page.getByRole("listbox").getByRole("option");
  await options.filter({ hasText: "Satyarthi" }).first().waitFor();
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  assert.equal(await input.getAttribute("role"), "combobox");

  await page.keyboard.press("ArrowDown");
  const first = options.first();
  assert.equal(await first.getAttribute("aria-selected"), "true");
  assert.equal(await input.getAttribute("aria-activedescendant"), await first.getAttribute("id"));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/organizations/kailash-satyarthi-childrens-foundation");
  for (const url of visit.addresses) assert(!/satyarti($|[^h])/.test(url), `${url} tells what was typed`);
});

story("Escape closes the suggestions and leaves what was typed", {}, async ({ page }) => {
  await page.goto("/");
  const input = page.locator("#q");
  await input.focus();
  await page.keyboard.type("bond");
  const list = page.locator("#q-suggestions");
  await list.waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  assert.equal(await input.getAttribute("aria-expanded"), "false");
  assert.equal(await input.inputValue(), "bond");
  assert(await input.evaluate((it) => it === document.activeElement), "the field has the focus");
});

story("a suggestion is taken by a click", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator("#q").pressSequentially("bonded");
  await page.getByRole("option", { name: /Bonded labour/ }).click();
  await page.waitForURL("**/focus-areas/bonded-labour");
});

story("two focus areas filter without a page load, and Back takes them back", {}, async ({ page }) => {
  const both = await api("/organizations?focus_area=bonded-labour,child-labour&per_page=20");
  const one = await api("/organizations?focus_area=bonded-labour");
  const all = await api("/organizations");
  await page.goto("/");
  assert.equal(await total(page), all.meta.total);
  await mark(page);

  await page.getByRole("checkbox", { name: /^Bonded labour/ }).check();
  await until("one filter", () => total(page), (count) => count === one.meta.total);
  const more = page.locator("#facets details", { has: page.locator("#focus_area-child-labour") });
  if (await more.count() > 0 && !await more.evaluate((it) => it.open)) await more.locator("summary").click();
  await page.locator("#focus_area-child-labour").check();
  await until("two filters", () => total(page), (count) => count === both.meta.total);
  assert.deepEqual(await names(page), both.data.map((it) => it.name));
  assert(await isMarked(page), "the page was not loaded anew");
  const address = page.url();
  assert.equal(address, `${origin}/?focus_area=bonded-labour,child-labour`);

  await page.goBack();
  await until("one filter again", () => total(page), (count) => count === one.meta.total);
  await page.goBack();
  await until("no filter", () => total(page), (count) => count === all.meta.total);
  assert.equal(page.url(), `${origin}/`);
  assert.equal(await page.locator("#facets input:checked").count(), 0);
  await page.goForward();
  await until("one filter once more", () => total(page), (count) => count === one.meta.total);
  assert.equal(await page.locator("#facets input:checked").count(), 1);

  const other = await Visit.begin();
  try {
    await other.open(address);
    assert.deepEqual(await names(other.page), both.data.map((it) => it.name), "the address can be shared");
    assert.equal(await other.page.locator("#facets input:checked").count(), 2);
  } finally {
    await other.end();
  }
});

story("filters work without JavaScript", { javaScriptEnabled: false }, async ({ page }) => {
  const both = await api("/organizations?focus_area=bonded-labour,child-slavery");
  await page.goto("/");
  for (const slug of ["bonded-labour", "child-slavery"]) {
    const box = page.locator(`#focus_area-${slug}`);
    if (!await box.isVisible()) await page.locator("details", { has: box }).last().locator("summary").click();
    await box.check();
  }
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForURL(/focus_area=/);
  assert.equal(await total(page), both.meta.total);
  assert.equal(await page.locator("#facets input:checked").count(), 2);
});

story("a filter is taken back by its chip, and the focus is not lost", {}, async ({ page }) => {
  await page.goto("/?focus_area=bonded-labour&country=IN");
  await mark(page);
  const chip = page.getByRole("list", { name: "Filters" }).getByRole("link", { name: /^India/ });
  await chip.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/?focus_area=bonded-labour`);
  await chip.waitFor({ state: "detached" });
  assert(await isMarked(page), "the page was not loaded anew");
  assert.equal(await page.locator("#country-IN").isChecked(), false);
});

story("the number of results is announced when it changes", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator("#focus_area-bonded-labour").check();
  const { meta } = await api("/organizations?focus_area=bonded-labour");
  const said = () => page.getByRole("status").allInnerTexts();
  await until("an announcement", said, (all) => all.some((text) => text.startsWith(`${meta.total} `)));
});

story("another order is shown, and stands in the address", {}, async ({ page }) => {
  const { data } = await api("/organizations?sort=founded&per_page=20");
  await page.goto("/");
  await page.locator("#sort").selectOption("founded");
  await page.waitForURL(/sort=founded/);
  await until("that order", () => names(page), (all) => all[0] === data[0].name);
  assert.deepEqual(await names(page), data.map((it) => it.name));
});

bothWays("the next page goes on where the first ended", {}, async ({ page }) => {
  const { data } = await api("/organizations?per_page=20&page=2");
  await page.goto("/");
  await page.getByRole("link", { name: "Next page" }).click();
  await page.waitForURL(/page=2/);
  await until("the second page", () => names(page), (all) => all[0] === data[0].name);
  assert.deepEqual(await names(page), data.map((it) => it.name));
  await page.getByRole("link", { name: "Previous page" }).click();
  await until("the first page", () => names(page), (all) => all[0] !== data[0].name);
  assert.equal(page.url(), `${origin}/`);
});

story("nothing found says so and offers a way on", {}, async ({ page }) => {
  await page.goto("/?q=xyzzyplugh");
  assert.equal(await total(page) || 0, 0);
  await page.getByRole("link", { name: "begin anew" }).click();
  await page.waitForURL(`${origin}/`);
});
