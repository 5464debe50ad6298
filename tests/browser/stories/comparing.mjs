// Comparing organizations: the tray of the list, and the page that compares.

import assert from "node:assert/strict";
import { api, origin, until } from "../browser.mjs";
import { LIST, choose, chosenIn, isMarked, mark, names, tick, total } from "../list.mjs";
import { bothWays, story } from "../story.mjs";

// The beginning of the framing of an organization.
async function framing(slug) {
  const { framing: { summary } } = await api(`/organizations/${slug}`);
  return summary.slice(0, 60);
}

const inTray = (page) => page.locator("#tray-names li").evaluateAll((all) => all.map((it) => it.dataset.slug));
const trayHas = (page, slugs) => until("the tray", () => inTray(page), (seen) => seen.join() === slugs.join());

// Without a script a button sends the ticks.
async function update(page) {
  const button = page.getByRole("button", { name: "Update selection" });
  if (await button.isVisible()) await button.click();
}

bothWays("two organizations ticked in the list are compared side by side", {}, async ({ page }) => {
  await page.goto(LIST);
  const slugs = [await choose(page, 0), await choose(page, 1)];
  await page.getByRole("button", { name: "Compare", exact: true }).click();
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

bothWays("the tray stays over filters, pages and Back", {}, async ({ page }) => {
  await page.goto(LIST);
  const first = await choose(page, 0);
  await update(page);
  await page.waitForURL((url) => chosenIn(url).join() === first);
  await trayHas(page, [first]);

  await tick(page, "focus_area-forced-labour");
  const show = page.getByRole("button", { name: "Show results" });
  if (await show.isVisible()) await show.click();
  await page.waitForURL(/focus_area=forced-labour/);
  const { meta } = await api("/organizations?focus_area=forced-labour");
  await until("the filtered list", () => total(page), (count) => count === meta.total);
  await trayHas(page, [first]);
  const second = await choose(page, 3);
  await update(page);
  await trayHas(page, [first, second]);

  await page.getByRole("link", { name: "Next", exact: true }).click();
  await page.waitForURL(/page=2/);
  await trayHas(page, [first, second]);
  assert.deepEqual(chosenIn(page.url()), [first, second]);

  // To a profile and back: the URL restores the ticks.
  const slug = await page.locator(".rows h2 a").first().getAttribute("href");
  await page.locator(".rows h2 a").first().click();
  await page.waitForURL(`**${slug}`);
  await page.goBack();
  await page.waitForURL(/page=2/);
  await trayHas(page, [first, second]);
});

story("a tick changes the URL and the tray without a request, and Back keeps what is chosen", {}, async (visit) => {
  const { page } = visit;
  await page.goto(LIST);
  await mark(page);
  const before = visit.urls.length;
  const slugs = [await choose(page, 0), await choose(page, 2)];
  await trayHas(page, slugs);
  assert.deepEqual(chosenIn(page.url()), slugs);
  assert.deepEqual(visit.urls.slice(before).filter((url) => url.includes(LIST)), [], "no page was requested");

  await tick(page, "lens-impunity");
  await page.waitForURL(/lens=impunity/);
  await page.locator(".rows").waitFor();
  const { data } = await api("/organizations?lens=impunity&per_page=20");
  await until("the filtered list", () => names(page), (all) => all[0] === data[0].name);
  const at = data.findIndex((it) => !slugs.includes(it.slug));
  slugs.push(await choose(page, at));
  await page.goBack();
  await until("the whole list", async () => new URL(page.url()).searchParams.has("lens"), (has) => !has);
  await trayHas(page, slugs);
  assert(await isMarked(page), "the page was never reloaded");

  await page.getByRole("link", { name: "Clear", exact: true }).click();
  await trayHas(page, []);
  assert.equal(await page.locator(".rows input[name=compare]:checked").count(), 0);
  assert.equal(page.url(), `${origin}${LIST}`);
});

story("the tray says how many are chosen, and five are enough", {}, async ({ page }) => {
  await page.goto(LIST);
  const compare = page.getByRole("button", { name: "Compare", exact: true });
  await choose(page, 0);
  assert(await compare.isDisabled(), "one is too few");
  await page.locator("#tray-count").filter({ hasText: "1 of 5 chosen (choose 2 to 5)" }).waitFor();
  for (const at of [1, 2, 3, 4]) await choose(page, at);
  await page.locator("#tray-count").filter({ hasText: /^5 of 5 chosen$/ }).waitFor();
  const sixth = page.locator(".rows input[name=compare]").nth(5);
  assert(await sixth.isDisabled());
  await page.locator(".compare-one", { has: page.locator("input:disabled") }).first().getByText("5 chosen already").waitFor();
  await page.locator(".rows input[name=compare]").nth(0).uncheck();
  assert.equal(await sixth.isDisabled(), false);
  await compare.click();
  await page.waitForURL("**/compare?*");
  await page.getByRole("heading", { name: "Compare 4 organizations" }).waitFor();
});

bothWays("of six in the URL of the list, the first five are kept, and it says so", {}, async ({ page }) => {
  const slugs = ["a21", "free-the-slaves", "polaris", "unseen", "verite", "walk-free"];
  await page.goto(`${LIST}?compare=${slugs.join(",")}`);
  await trayHas(page, slugs.slice(0, 5));
  await page.getByText("We kept the first 5 and left out Walk Free").waitFor();
});

bothWays("of six names, the first five are compared, and the sixth stays in the form", {}, async ({ page }) => {
  await page.goto("/compare?organizations=a21,free-the-slaves,polaris,unseen,verite,walk-free");
  await page.getByRole("heading", { name: "Compare 5 organizations" }).waitFor();
  await page.getByRole("alert").getByText("You can compare up to 5 organizations").waitFor();
  assert.equal(await page.locator("#organization-6").inputValue(), "walk-free");
});

bothWays("a comparison of nothing says what to enter", {}, async ({ page }) => {
  await page.goto("/compare");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await page.getByRole("alert").getByText("Enter 2 to 5 organization names").waitFor();
});

story("the URL of a comparison names the organizations", {}, async ({ page }) => {
  await page.goto("/compare?organizations=free-the-slaves,international-justice-mission");
  assert.match(await page.title(), /Free the Slaves and International Justice Mission compared/);
  for (const slug of ["free-the-slaves", "international-justice-mission"]) {
    assert(await page.locator(`main a[href="/organizations/${slug}"]`).count() > 0, `a link to ${slug}`);
  }
});

story("five organizations fit at 1280 px, and on a phone they are below each other", {}, async ({ page }) => {
  await page.goto("/compare?organizations=a21,free-the-slaves,polaris,the-freedom-fund,walk-free");
  const heads = page.locator(".comparison thead th");
  const last = await heads.nth(4).boundingBox();
  assert(last.x + last.width <= 1280, "the fifth is in view");
  assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing scrolls sideways");
  await page.mouse.wheel(0, 900);
  await until("the names to stay in view", () => heads.nth(4).evaluate((it) => it.getBoundingClientRect().top), (top) => top >= 0 && top < 5);

  await page.setViewportSize({ width: 360, height: 740 });
  const cells = page.locator(".comparison tbody tr").first().locator("td");
  const [one, two] = [await cells.nth(0).boundingBox(), await cells.nth(1).boundingBox()];
  assert(two.y >= one.y + one.height - 1, "the second is below the first");
  assert(await cells.nth(1).locator(".of").isVisible(), "each has its name");
  assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing overflows");
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
  await page.getByRole("alert").getByText("Enter at least one more name").waitFor();
  assert.equal(await page.locator("#organization-1").inputValue(), "Free the Slaves");
});
