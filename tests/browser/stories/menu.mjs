// Using the menu of a phone, and the buttons of a search while its suggestions are open.

import assert from "node:assert/strict";
import { bothWays, story } from "../story.mjs";

bothWays("the menu of a phone opens, and nothing covers its links or the exit", { width: 360, height: 740 }, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations");
  await page.getByRole("button", { name: "Menu" }).click();
  const links = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  assert.equal(await links.count(), 6);
  // A click that something else would get fails.
  for (const link of await links.all()) await link.click({ trial: true });
  // A trial click would close the menu.
  const isExit = await page.locator("#exit").evaluate((it) => {
    const { left, top, width, height } = it.getBoundingClientRect();
    return it.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  assert(isExit, "the exit is not covered");
  await links.filter({ hasText: "Research" }).click();
  await page.waitForURL("**/research");
});

// A visitor who aims at the private search must not choose a suggestion, which has a URL.
for (const path of ["/", "/organizations"]) {
  story(`suggestions do not cover the buttons of the search on ${path}`, {}, async (visit) => {
    const { page } = visit;
    await visit.open(path);
    for (const width of [1280, 1024, 360]) {
      await page.setViewportSize({ width, height: 740 });
      await page.locator("#q").fill("");
      await page.locator("#q").pressSequentially("labour");
      await page.getByRole("option").first().waitFor();
      for (const name of ["Search", "Search privately"]) {
        await page.getByRole("button", { name, exact: true }).click({ trial: true, timeout: 3_000 });
      }
    }
  });
}
