// A pointer reaches every visible link and control of every page, on a wide screen, a tablet and a
// phone: nothing covers them, also while the menu or the suggestions are open.

import assert from "node:assert/strict";
import { pages, show } from "../pages.mjs";
import { covered } from "../rules/covered.mjs";
import { story } from "../story.mjs";

const SCREENS = [[1280, 900], [1024, 768], [360, 740]];

for (const kind of pages) {
  story(`nothing covers a link or a control of ${kind.name}`, {}, async (visit) => {
    await show(visit, kind);
    const faults = [];
    for (const [width, height] of SCREENS) faults.push(...await covered(visit.page, width, height));
    assert.deepEqual(faults, []);
  });
}

story("the open menu of a phone covers the page, not its own links", { width: 360, height: 740 }, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations");
  await page.getByRole("button", { name: "Menu" }).click();
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  assert.equal(await links.count(), 6);
  // A click that something else would get fails.
  for (const link of await links.all()) await link.click({ trial: true });
  await page.locator("#exit").click({ trial: true });
  await links.filter({ hasText: "Research" }).click();
  await page.waitForURL("**/research");
});

// A visitor who aims at the private search must not choose a suggestion, which has a URL.
for (const path of ["/", "/organizations"]) {
  story(`suggestions do not cover the buttons of the search on ${path}`, {}, async (visit) => {
    const { page } = visit;
    await visit.open(path);
    for (const [width, height] of SCREENS) {
      await page.setViewportSize({ width, height });
      await page.locator("#q").fill("");
      await page.locator("#q").pressSequentially("labour");
      await page.getByRole("option").first().waitFor();
      for (const name of ["Search", "Search privately"]) {
        await page.getByRole("button", { name, exact: true }).click({ trial: true, timeout: 3_000 });
      }
    }
  });
}
