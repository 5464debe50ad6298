// Finding an organization: queries, suggestions, filters, sorting, pagination.

import assert from "node:assert/strict";
import { Visit, api, origin, until } from "../browser.mjs";
import { LIST, isMarked, mark, names, tick, ticked, total } from "../list.mjs";
import { bothWays, story } from "../story.mjs";

// The focus areas in a URL, in either syntax.
const chosen = (url) => new URL(url).searchParams.getAll("focus_area").join(",").split(",").sort();

const hasFocus = (page) => page.evaluate(() => document.activeElement !== document.body);

bothWays("a misspelled name finds the organization", {}, async ({ page }) => {
  await page.goto(LIST);
  await page.locator("#q").fill("Freee the Slavs");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === "Freee the Slavs");
  const found = await until("results", () => names(page), (all) => all[0] === "Free the Slaves");
  assert.equal(found.length, Math.min(await total(page), 20));
  assert.equal(await page.locator("#q").inputValue(), "Freee the Slavs");
});

story("a suggestion is chosen with the keyboard, and no URL contains the typed text", {}, async (visit) => {
  const { page } = visit;
  await visit.open(LIST);
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
  await page.goto(LIST);
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
  await page.goto(LIST);
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
  await page.goto(LIST);
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
  assert.equal(page.url(), `${origin}${LIST}`);
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
  await page.goto(LIST);
  await tick(page, "focus_area-sex-trafficking");
  await tick(page, "focus_area-bonded-labour");
  await page.getByRole("button", { name: "Show results" }).click();
  await page.waitForURL(/focus_area=/);
  assert.equal(await total(page), both.meta.total);
  assert.equal(await ticked(page), 2);
  assert.deepEqual(chosen(page.url()), ["bonded-labour", "sex-trafficking"]);
});

story("a chip removes its filter, and the focus is not lost", {}, async ({ page }) => {
  await page.goto("/organizations?focus_area=bonded-labour&country=IN");
  await mark(page);
  const chip = page.getByRole("list", { name: "Filters" }).getByRole("link", { name: /^India/ });
  await chip.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}${LIST}?focus_area=bonded-labour`);
  await chip.waitFor({ state: "detached" });
  assert(await isMarked(page), "the page was not reloaded");
  assert.equal(await page.locator("#country-IN").isChecked(), false);
  assert(await hasFocus(page), "the focus is not lost");
});

story("the next page is shown without a page load, and the focus is not lost", {}, async ({ page }) => {
  const { data } = await api("/organizations?per_page=20&page=2");
  await page.goto(LIST);
  await mark(page);
  await page.getByRole("link", { name: "Next", exact: true }).focus();
  await page.keyboard.press("Enter");
  await until("the second page", () => names(page), (all) => all[0] === data[0].name);
  assert(await isMarked(page), "the page was not reloaded");
  assert(await hasFocus(page), "the focus is not lost");
});

story("the number of results is announced when it changes", {}, async ({ page }) => {
  await page.goto(LIST);
  await tick(page, "focus_area-bonded-labour");
  const { meta } = await api("/organizations?focus_area=bonded-labour");
  const said = () => page.getByRole("status").allInnerTexts();
  await until("an announcement", said, (all) => all.some((text) => text.startsWith(`${meta.total} `)));
});

story("sorting changes the list and the URL", {}, async ({ page }) => {
  const { data } = await api("/organizations?sort=founded&per_page=20");
  await page.goto(LIST);
  await page.locator("#sort").selectOption("founded");
  await page.waitForURL(/sort=founded/);
  await until("that order", () => names(page), (all) => all[0] === data[0].name);
  assert.deepEqual(await names(page), data.map((it) => it.name));
});

bothWays("the next page continues where the first ended", {}, async ({ page }) => {
  const { data } = await api("/organizations?per_page=20&page=2");
  await page.goto(LIST);
  await page.getByRole("link", { name: "Next", exact: true }).click();
  await page.waitForURL(/page=2/);
  await until("the second page", () => names(page), (all) => all[0] === data[0].name);
  assert.deepEqual(await names(page), data.map((it) => it.name));
  await page.getByRole("link", { name: "Previous", exact: true }).click();
  await until("the first page", () => names(page), (all) => all[0] !== data[0].name);
  assert.equal(page.url(), `${origin}${LIST}`);
});

story("a search without results names what was asked and offers three ways on", {}, async ({ page }) => {
  await page.goto(`${LIST}?q=locust&country=FJ`);
  assert.equal(await total(page), 0);
  await page.getByRole("heading", { name: "No organizations match “locust” in Fiji" }).waitFor();
  const { meta } = await api("/organizations?q=locust");
  const { meta: research } = await api("/research?q=locust");
  assert(meta.total > 0 && research.total > 0, "the words match without the filter, and research");
  const ways = page.locator(".ways-on li");
  await ways.filter({ hasText: `Research with these words (${research.total})` }).waitFor();
  await ways.filter({ hasText: "see all organizations" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "JSON", exact: true }).count(), 0, "nothing is offered as a download");

  await ways.filter({ hasText: `Remove “Fiji” (${meta.total} organization` }).getByRole("link").click();
  await until("the results without the filter", () => total(page), (count) => count === meta.total);
});

story("a misspelled search without results offers the name that was meant", {}, async ({ page }) => {
  await page.goto(`${LIST}?q=philippnes&status=inactive`);
  assert.equal(await total(page), 0);
  await page.getByRole("link", { name: "Philippines" }).click();
  await page.waitForURL("**/countries/PH");
});

story("countries are suggested, in a separate group and as wide as the box", {}, async ({ page }) => {
  await page.goto(LIST);
  await page.locator("#q").pressSequentially("ind");
  const countries = page.getByRole("group", { name: "Countries" });
  await countries.getByRole("option", { name: "India", exact: true }).waitFor();
  const [box, list] = [await page.locator("#q").boundingBox(), await page.locator("#q-suggestions").boundingBox()];
  assert(Math.abs(box.x - list.x) < 2 && Math.abs(box.width - list.width) < 2, "as wide as the box");
  await countries.getByRole("option", { name: "India", exact: true }).click();
  await page.waitForURL("**/countries/IN");
});

story("the Order menu can be clicked", {}, async ({ page }) => {
  for (const width of [360, 1024, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(LIST);
    const isHit = await page.locator("#sort").evaluate((it) => {
      it.scrollIntoView({ block: "center" });
      const { left, top, width: w, height: h } = it.getBoundingClientRect();
      return document.elementFromPoint(left + w / 2, top + h / 2) === it;
    });
    assert(isHit, `at ${width} px`);
    await page.locator("#sort").click();
  }
});

story("filters stay reachable when a tablet is turned", { width: 768, height: 1024 }, async ({ page }) => {
  await page.goto(LIST);
  const facets = page.locator("#facets");
  assert.equal(await facets.isVisible(), false, "closed on a narrow screen");
  await page.setViewportSize({ width: 1024, height: 768 });
  assert(await facets.isVisible(), "in the page on a wide screen");
  await tick(page, "lens-impunity");
  await until("the filter", () => ticked(page), (boxes) => boxes === 1);

  await page.setViewportSize({ width: 768, height: 1024 });
  await page.getByRole("button", { name: "Filters (1)" }).click();
  assert(await facets.isVisible(), "open on a narrow screen");
  await page.setViewportSize({ width: 1024, height: 768 });
  await until("the panel to close", () => page.evaluate(() => document.querySelector(":popover-open") === null), Boolean);
  assert(await facets.isVisible(), "in the page again");
  await page.locator(".rows h2 a").first().click({ trial: true });
});

story("on a phone a ticked filter changes the count, and Show opens the results", { width: 360, height: 740 }, async ({ page }) => {
  const { meta } = await api("/organizations?lens=impunity");
  await page.goto(LIST);
  assert.equal(await page.locator("#facets").isVisible(), false);
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await tick(page, "lens-impunity");
  const show = page.getByRole("button", { name: `Show ${meta.total} organizations` });
  await show.waitFor();
  assert(await page.locator("#filters").evaluate((it) => it.matches(":popover-open")), "the panel stays open");
  await show.click();
  await page.locator("#facets").waitFor({ state: "hidden" });
  assert(await page.locator("#found").evaluate((it) => it === document.activeElement), "the results have the focus");
  await until("the results in view", () => page.locator("#found").evaluate((it) => it.getBoundingClientRect().top), (top) => top < 200);
  await page.getByRole("button", { name: "Filters (1)" }).waitFor();
});

story("on a phone the panel of filters closes when the focus leaves it", { width: 360, height: 740 }, async ({ page }) => {
  await page.goto(LIST);
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await page.locator("#sort").focus();
  await page.locator("#facets").waitFor({ state: "hidden" });
});

story("on a phone filters work without JavaScript", { width: 360, height: 740, javaScriptEnabled: false }, async ({ page }) => {
  const { meta } = await api("/organizations?lens=impunity");
  await page.goto(LIST);
  await page.getByRole("button", { name: "Filters", exact: true }).click();
  await tick(page, "lens-impunity");
  await page.getByRole("button", { name: "Show results" }).click();
  await page.waitForURL(/lens=impunity.*#found$/);
  assert.equal(await total(page), meta.total);
});

bothWays("a mistake in the years is explained at the field", {}, async ({ page }) => {
  await page.goto(LIST);
  await page.locator("#facet-founded summary").click();
  const field = page.locator("#founded");
  await field.fill("199");
  await field.press("Enter");
  await page.locator("#founded-wrong").waitFor();
  assert.equal(await page.locator("#founded-wrong").innerText(), "Enter a year, like 1990, or years, like 1990-2005");
  assert.equal(await page.locator("#founded").inputValue(), "199", "the text is kept");
  assert.equal(await page.locator("#founded").getAttribute("aria-invalid"), "true");
  const { meta } = await api("/organizations");
  assert.equal(await total(page), meta.total, "the list is not filtered");

  await page.locator("#founded").fill("1990 to 1999");
  await page.locator("#founded").press("Enter");
  const { meta: nineties } = await api("/organizations?founded=1990-1999");
  await until("the nineties", () => total(page), (count) => count === nineties.total);
  assert.equal(await page.locator("#founded-wrong").count(), 0);
});

story("a box searches among the countries", {}, async ({ page }) => {
  await page.goto(LIST);
  await page.locator("#facet-country summary").click();
  await page.getByLabel("Find a country").fill("nep");
  await page.locator("#country-NP").waitFor();
  assert.equal(await page.locator("#country-IN").isVisible(), false);
  await page.getByLabel("Find a country").press("Enter");
  assert.equal(new URL(page.url()).search, "", "Enter in the box does not submit the form");
});
