// Using the charts: the world map and its regions, and the heat maps.

import assert from "node:assert/strict";
import { focus, keyTo } from "../keys.mjs";
import { bothWays, story } from "../story.mjs";

const here = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label"));

story("the map is one tab stop; arrows, letters and Enter do the rest", {}, async (visit) => {
  const { page } = visit;
  const { keyboard } = page;
  await visit.open("/countries");
  await keyTo(page, "#map-world");
  await keyboard.press("Tab");
  assert.match(await here(page), /: \d+ organization/, "the stop after the regions is a country");
  await keyboard.press("i");
  await until("India", page, /^India: \d+ organization/);
  const shown = page.locator(".map-here b");
  assert.match(await shown.innerText(), /^India/);

  await keyboard.press("ArrowUp");
  assert.notEqual(await here(page), null);
  assert(!/^India:/.test(await here(page)), "the arrow goes to another country");
  await focus(page);
  await keyboard.press("Home");
  const first = await here(page);
  await keyboard.press("End");
  assert.notEqual(await here(page), first);
  await keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-map]")), null, "one stop");
  await keyboard.press("Shift+Tab");
  await keyboard.press("Home");
  await until("India", page, /^India:/);
  await keyboard.press("Enter");
  await page.waitForURL((url) => /IN$/.test(url.href));

  // A letter moves through the countries that begin with it.
  async function until(name, it, pattern) {
    for (let time = 0; time < 20 && !pattern.test(await here(it)); time += 1) await it.keyboard.press("i");
    assert.match(await here(it), pattern, name);
  }
});

story("without JavaScript every country is a link, and the map can be skipped", { javaScriptEnabled: false },
  async (visit) => {
    const { page } = visit;
    await visit.open("/countries");
    await keyTo(page, ".picture-skip");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.locator("[data-map] a:focus").count(), 0);
    await page.locator("[data-map] a[aria-label^='Ghana:']").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => /GH$/.test(url.href));
  });

story("the map has a table with the same data", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/countries");
  const onMap = await page.locator("[data-map] a").evaluateAll((all) => all.map((it) => it.getAttribute("aria-label")));
  const figure = page.locator("figure", { has: page.locator("[data-map]") });
  await figure.getByText("As a table").click();
  const rows = await figure.locator("tbody tr").evaluateAll((all) => all.map((row) => (
    [row.cells[0].textContent.trim(), parseInt(row.cells[1].textContent, 10)])));
  const inTable = rows.map(([name, count]) => `${name}: ${count} organization${count === 1 ? "" : "s"}`);
  const missing = onMap.filter((label) => !inTable.includes(label));
  assert.deepEqual(missing, []);
  assert(onMap.length > 20, `${onMap.length} countries on the map`);
});

// The boxes of a country and of the map, in pixels of the screen.
const boxes = (page, name) => page.evaluate((wanted) => {
  const box = (it) => {
    const { left, right, top, bottom, width, height } = it.getBoundingClientRect();
    return { left, right, top, bottom, width, height };
  };
  const map = document.querySelector("[data-map]");
  return { map: box(map), country: box(map.querySelector(`a[aria-label^="${wanted}:"] use`)) };
}, name);

bothWays("on a phone a region fills the map, and its countries are large enough to touch",
  { viewport: { width: 360, height: 740 } }, async (visit) => {
    const { page } = visit;
    await visit.open("/countries");
    const before = await boxes(page, "Ghana");
    assert(before.country.width < 24, `Ghana is ${before.country.width} px wide on the map of the world`);

    await page.locator("#map-africa").check();
    const { map, country } = await boxes(page, "Ghana");
    const size = Math.max(country.width, country.height);
    assert(size >= 24, `Ghana measures ${size} px in the view of Africa`);
    assert(country.left > map.left && country.right < map.right && country.top > map.top && country.bottom < map.bottom);

    // A country of another region is not a tab stop, even where its shape is in view.
    const india = page.locator("[data-map] a[aria-label^='India:']");
    await india.focus().catch(() => {});
    assert.equal(await india.evaluate((it) => it === document.activeElement), false);
    await page.locator("[data-map] a[aria-label^='Ghana:'] use").click();
    await page.waitForURL((url) => /GH$/.test(url.href));
  });

bothWays("the keyboard chooses a region and then stays in it", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/countries");
  await keyTo(page, "#map-world");
  await page.keyboard.press("ArrowRight");
  assert(await page.locator("#map-africa").isChecked(), "the regions are radio buttons");
  await page.keyboard.press("Tab");
  const regions = new Set();
  for (let time = 0; time < 80; time += 1) {
    const region = await page.evaluate(() => (
      document.activeElement.closest("[data-map]") && document.activeElement.getAttribute("class")));
    if (!region) break;
    await focus(page);
    regions.add(region);
    // With a script, arrows move; without, Tab does.
    await page.keyboard.press(await page.evaluate(() => document.documentElement.classList.contains("js"))
      ? ["ArrowDown", "ArrowUp", "ArrowLeft", "End"][time % 4] : "Tab");
  }
  assert.deepEqual([...regions], ["africa"]);
});

story("a heat map is one tab stop; arrows move from cell to cell", {}, async (visit) => {
  const { page } = visit;
  const { keyboard } = page;
  await visit.open("/charts");
  await keyTo(page, "[data-grid] td a");
  const first = await focus(page);
  await keyboard.press("ArrowRight");
  const second = await focus(page);
  assert.notEqual(second.href, first.href);
  await keyboard.press("Home");
  assert(await page.evaluate(() => document.activeElement.closest("th[scope=row]")), "Home goes to the head of the row");
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowDown");
  const below = await focus(page);
  const row = await page.evaluate(() => document.activeElement.closest("tr").rowIndex);
  assert(row > 1, "the arrow goes to the next row");
  await page.evaluate(() => { window.leftGrid = document.activeElement.closest("[data-grid]"); });
  await keyboard.press("Tab");
  assert(await page.evaluate(() => !window.leftGrid.contains(document.activeElement)), "one stop");
  await keyboard.press("Shift+Tab");
  assert.equal((await focus(page)).href, below.href, "the grid remembers its cell");
  await keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/organizations");
});

story("without JavaScript the heads of a heat map are tab stops, its cells are not, and both are links",
  { javaScriptEnabled: false }, async (visit) => {
    const { page } = visit;
    await visit.open("/charts");
    const grid = page.locator("[data-grid]").first();
    assert.equal(await grid.locator("td a:not([tabindex='-1'])").count(), 0);
    const cell = grid.locator("td a").first();
    const number = await cell.innerText();
    await cell.click();
    await page.waitForURL((url) => url.pathname === "/organizations");
    assert.match(await page.locator("#total").innerText(), new RegExp(`^${number} organization`));
  });

story("a chart names its finding in a heading, and links to the list that it counts", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/charts?country=IN");
  const problems = page.locator("section[aria-labelledby=problems]");
  assert.match(await problems.locator("h3").innerText(), /organizations|work on/);
  const bar = problems.locator("li a").first();
  const count = parseInt(await bar.locator("b").innerText(), 10);
  await bar.click();
  await page.waitForURL((url) => url.searchParams.get("country") === "IN" && url.searchParams.has("focus_area"));
  assert.equal(parseInt(await page.locator("#total").innerText(), 10), count);
});
