// Finding an organization: queries, suggestions, filters, sorting, pagination.

import assert from "node:assert/strict";
import { Visit, api, origin, until } from "../browser.mjs";
import { isMarked, mark, names, tick, ticked, total } from "../list.mjs";
import { bothWays, story } from "../story.mjs";

// The focus areas in a URL, in either syntax.
const chosen = (url) => new URL(url).searchParams.getAll("focus_area").join(",").split(",").sort();

const hasFocus = (page) => page.evaluate(() => document.activeElement !== document.body);

bothWays("a misspelled name finds the organization", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator("#q").fill("Freee the Slavs");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "Freee the Slavs");
  const found = await until("results", () => names(page), (all) => all[0] === "Free the Slaves");
  assert.equal(found.length, Math.min(await total(page), 20));
  assert.equal(await page.locator("#q").inputValue(), "Freee the Slavs");
});

story("a suggestion is chosen with the keyboard, and no URL contains the typed text", {}, async (visit) => {
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
  for (const url of visit.urls) assert(!/satyarti($|[^h])/.test(url), `${url} contains the typed text`);
});

story("Escape closes the suggestions and keeps the typed text", {}, async ({ page }) => {
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

story("a suggestion is chosen with a click", {}, async ({ page }) => {
  await page.goto("/");
  await page.locator("#q").pressSequentially("bonded");
  await page.getByRole("option", { name: /Bonded labour/ }).click();
  await page.waitForURL("**/focus-areas/bonded-labour");
});

story("two focus areas filter without a page load, and Back removes them", {}, async ({ page }) => {
  const both = await api("/organizations?focus_area=sex-trafficking,bonded-labour&per_page=20");
  const one = await api("/organizations?focus_area=sex-trafficking");
  const all = await api("/organizations");
  assert.equal(new Set([both, one, all].map((it) => it.meta.total)).size, 3, "each step changes the total");
  const shows = (it, boxes) => until(
    `${it.meta.total} results`,
    async () => [await total(page), await ticked(page)],
    (seen) => seen[0] === it.meta.total && seen[1] === boxes,
  );
  await page.goto("/");
  await shows(all, 0);
  await mark(page);

  await tick(page, "focus_area-sex-trafficking");
  await shows(one, 1);
  await tick(page, "focus_area-bonded-labour");
  await shows(both, 2);
  assert.deepEqual(await names(page), both.data.map((it) => it.name));
  const url = page.url();
  assert.deepEqual(chosen(url), ["bonded-labour", "sex-trafficking"]);

  await page.goBack();
  await shows(one, 1);
  await page.goBack();
  await shows(all, 0);
  assert.equal(page.url(), `${origin}/`);
  await page.goForward();
  await shows(one, 1);
  assert(await isMarked(page), "the page was never reloaded");

  const other = await Visit.begin();
  try {
    await other.open(url);
    assert.deepEqual(await names(other.page), both.data.map((it) => it.name), "the URL can be shared");
    assert.equal(await ticked(other.page), 2);
  } finally {
    await other.end();
  }
});

story("filters work without JavaScript", { javaScriptEnabled: false }, async ({ page }) => {
  const both = await api("/organizations?focus_area=sex-trafficking,bonded-labour");
  await page.goto("/");
  await tick(page, "focus_area-sex-trafficking");
  await tick(page, "focus_area-bonded-labour");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForURL(/focus_area=/);
  assert.equal(await total(page), both.meta.total);
  assert.equal(await ticked(page), 2);
  assert.deepEqual(chosen(page.url()), ["bonded-labour", "sex-trafficking"]);
});

story("a chip removes its filter, and the focus is not lost", {}, async ({ page }) => {
  await page.goto("/?focus_area=bonded-labour&country=IN");
  await mark(page);
  const chip = page.getByRole("list", { name: "Filters" }).getByRole("link", { name: /^India/ });
  await chip.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/?focus_area=bonded-labour`);
  await chip.waitFor({ state: "detached" });
  assert(await isMarked(page), "the page was not reloaded");
  assert.equal(await page.locator("#country-IN").isChecked(), false);
  assert(await hasFocus(page), "the focus is not lost");
});

story("the next page is shown without a page load, and the focus is not lost", {}, async ({ page }) => {
  const { data } = await api("/organizations?per_page=20&page=2");
  await page.goto("/");
  await mark(page);
  await page.getByRole("link", { name: "Next page" }).focus();
  await page.keyboard.press("Enter");
  await until("the second page", () => names(page), (all) => all[0] === data[0].name);
  assert(await isMarked(page), "the page was not reloaded");
  assert(await hasFocus(page), "the focus is not lost");
});

story("the number of results is announced when it changes", {}, async ({ page }) => {
  await page.goto("/");
  await tick(page, "focus_area-bonded-labour");
  const { meta } = await api("/organizations?focus_area=bonded-labour");
  const said = () => page.getByRole("status").allInnerTexts();
  await until("an announcement", said, (all) => all.some((text) => text.startsWith(`${meta.total} `)));
});

story("sorting changes the list and the URL", {}, async ({ page }) => {
  const { data } = await api("/organizations?sort=founded&per_page=20");
  await page.goto("/");
  await page.locator("#sort").selectOption("founded");
  await page.waitForURL(/sort=founded/);
  await until("that order", () => names(page), (all) => all[0] === data[0].name);
  assert.deepEqual(await names(page), data.map((it) => it.name));
});

bothWays("the next page continues where the first ended", {}, async ({ page }) => {
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

story("a search without results says so and offers to start again", {}, async ({ page }) => {
  await page.goto("/?q=xyzzyplugh");
  assert.equal(await total(page), 0);
  await page.getByRole("link", { name: "start again" }).click();
  await page.waitForURL(`${origin}/`);
});
