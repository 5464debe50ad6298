// Using the world map with the keyboard.

import assert from "node:assert/strict";
import { focus, keyTo } from "../keys.mjs";
import { story } from "../story.mjs";

const here = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label"));

story("the map is one tab stop; arrows, letters and Enter do the rest", {}, async (visit) => {
  const { page } = visit;
  const { keyboard } = page;
  await visit.open("/countries");
  await keyTo(page, "[data-map] a");
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
