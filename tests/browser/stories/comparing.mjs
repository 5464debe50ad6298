// Comparing organizations.

import assert from "node:assert/strict";
import { api } from "../browser.mjs";
import { bothWays, story } from "../story.mjs";

// The beginning of the framing of an organization.
async function framing(slug) {
  const { framing: { summary } } = await api(`/organizations/${slug}`);
  return summary.slice(0, 60);
}

bothWays("two organizations ticked in the list are compared side by side", {}, async ({ page }) => {
  await page.goto("/");
  const boxes = page.getByRole("checkbox", { name: /^Compare/ });
  const slugs = [];
  for (const at of [0, 1]) {
    await boxes.nth(at).check();
    slugs.push(await boxes.nth(at).getAttribute("value"));
  }
  await page.getByRole("button", { name: "Compare selected" }).click();
  await page.waitForURL("**/compare?*");
  const places = [];
  for (const slug of slugs) {
    const text = page.locator("main").getByText(await framing(slug)).first();
    await text.waitFor();
    places.push(await text.boundingBox());
  }
  const [left, right] = places;
  assert(left.x + left.width <= right.x + 1, "the first framing is left of the second");
  assert(Math.abs(left.y - right.y) < 40, "the framings begin at the same height");
});

story("the URL of a comparison names the organizations", {}, async ({ page }) => {
  await page.goto("/compare?organizations=free-the-slaves,international-justice-mission");
  assert.match(await page.locator("h1").innerText(), /Free the Slaves.*International Justice Mission/);
  for (const slug of ["free-the-slaves", "international-justice-mission"]) {
    assert(await page.locator(`main a[href="/organizations/${slug}"]`).count() > 0, `a link to ${slug}`);
  }
});

story("a profile links to its comparison with a similar one", {}, async ({ page }) => {
  await page.goto("/organizations/free-the-slaves");
  const link = page.getByRole("link", { name: /^Compare Free the Slaves with/ }).first();
  const [one, two] = new URL(await link.getAttribute("href"), page.url()).searchParams.get("organizations").split(",");
  await link.click();
  await page.waitForURL("**/compare?*");
  for (const slug of [one, two]) await page.locator("main").getByText(await framing(slug)).first().waitFor();
});

bothWays("a comparison of one organization says what to do", {}, async ({ page }) => {
  const response = await page.goto("/compare?organizations=free-the-slaves");
  assert(response.status() < 500, `status ${response.status()}`);
  await page.locator("main input, main select, main a[href='/']").first().waitFor();
});
