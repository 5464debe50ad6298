// Using the site with only a keyboard: the focus always shows and is never trapped.

import assert from "node:assert/strict";
import { origin, until } from "../browser.mjs";
import { focus, keyTo, walk } from "../keys.mjs";
import { bothWays, story } from "../story.mjs";

story("from the first page to a profile, a source, back, and a comparison", {}, async (visit) => {
  const { page } = visit;
  const { keyboard } = page;
  await visit.open("/");
  await keyboard.press("Tab");
  assert.equal((await focus(page)).id, "exit");
  await keyTo(page, "a.skip", { limit: 2 });
  await keyboard.press("Enter");
  await keyTo(page, "#q", { limit: 3 });
  await keyboard.type("free the sla");
  await page.getByRole("option", { name: /Free the Slaves/ }).first().waitFor();
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await page.waitForURL("**/organizations/free-the-slaves");

  await keyTo(page, "#framing .marks a");
  const mark = await focus(page);
  await keyboard.press("Enter");
  await page.waitForURL(`**${mark.href}`);
  await keyTo(page, `${mark.href} a[href="#${mark.id}"]`, { limit: 20 });
  await keyboard.press("Enter");
  await page.waitForURL(`**#${mark.id}`);
  // Pressing Shift+Tab often does not trigger the exit.
  await keyTo(page, ".contents a[href='#similar']", { key: "Shift+Tab", limit: 60 });
  await keyboard.press("Enter");
  await keyTo(page, ".similar a[href^='/compare']", { limit: 3 });
  await keyboard.press("Enter");
  await page.waitForURL("**/compare?*");
  await keyTo(page, "[role=region][tabindex='0']", { limit: 40 });
});

story("Space ticks filters and boxes to compare", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations");
  await keyTo(page, "#facets details:not([open]) > summary");
  await page.keyboard.press("Enter");
  await keyTo(page, "#facets input", { limit: 40 });
  const box = await focus(page);
  await page.keyboard.press("Space");
  await page.waitForURL((url) => url.search !== "");
  await until("the same box, ticked", () => page.evaluate(() => [
    document.activeElement.id, document.activeElement.checked, !document.querySelector(".is-loading"),
  ]), ([id, isChecked, isDone]) => id === box.id && isChecked && isDone);
  for (const at of [0, 1]) {
    await keyTo(page, ".compare-one input:not(:checked)");
    await page.keyboard.press("Space");
    assert.equal(await page.locator(".compare-one input:checked").count(), at + 1);
  }
  await keyTo(page, "#tray-compare");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/compare?*");
});

for (const [name, path] of [
  ["the first page", "/"],
  ["a profile", "/organizations/international-justice-mission"],
  ["a comparison", "/compare?organizations=free-the-slaves,polaris"],
  ["the research", "/research"],
  ["the countries", "/countries"],
  ["an error page", "/nothing/here"],
]) {
  bothWays(`Tab goes through ${name} and out again`, {}, async (visit) => {
    const { page } = visit;
    await visit.open(path, path === "/nothing/here" ? 404 : 200);
    const stops = await walk(page);
    assert.equal(stops[0].id, "exit");
    assert.match(stops[1].name, /Skip to content/);
    assert(stops.length > 12, `${stops.length} stops`);
  });
}

bothWays("Tab goes through a profile on a phone", { width: 360, height: 640 }, async (visit) => {
  await visit.open("/organizations/free-the-slaves");
  await walk(visit.page);
});

story("“Skip to content” moves the focus there", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations/unseen");
  await keyTo(page, ".skip", { limit: 2 });
  await page.keyboard.press("Enter");
  assert.equal(page.url(), `${origin}/organizations/unseen#main`);
  await page.keyboard.press("Tab");
  const isInside = await page.evaluate(() => document.getElementById("main").contains(document.activeElement));
  assert(isInside, "the next stop is in the content");
});

bothWays("the first result of the list is at most 40 stops away", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations");
  await keyTo(page, ".rows h2 a", { limit: 40 });
});

bothWays("“Skip to results” passes the filters", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations");
  await keyTo(page, "a[href='#found']", { limit: 20 });
  const link = await focus(page);
  assert.match(link.name, /Skip to results/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await focus(page);
  const isPassed = await page.evaluate(() => document.getElementById("found").contains(document.activeElement));
  assert(isPassed, "the next stop is in the results");
});
