// Visitors who need help, and visitors who want to help.

import assert from "node:assert/strict";
import { api, origin } from "../browser.mjs";
import { keyTo } from "../keys.mjs";
import { bothWays, story } from "../story.mjs";

const SECTION = (url) => new URL(url).hash;

bothWays("a visitor in Lebanon learns that there is no helpline, and who works there", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/get-help");
  await page.getByText("If you are in danger now").waitFor();
  await page.getByRole("link", { name: "Another country" }).click();
  const lebanon = page.locator("#LB");
  await lebanon.getByText("1 organization works there").waitFor();
  await lebanon.getByRole("link").click();
  await page.waitForURL("**/countries/LB");
  await page.getByText("Anti-Slavery International").first().waitFor();
});

bothWays("a visitor in the United Kingdom finds a helpline, and nothing is sent by choosing", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/get-help");
  await page.waitForLoadState("networkidle");
  const before = visit.urls;
  await page.getByRole("link", { name: "United Kingdom", exact: true }).click();
  await page.waitForURL((url) => SECTION(url) === "#GB");
  const place = page.locator("#GB");
  await place.getByRole("heading", { name: "Unseen" }).waitFor();
  assert.equal(await place.getByRole("link", { name: "Contact the helpline" }).count(), 1);
  const { y } = await place.boundingBox();
  assert(y >= 0 && y < 300, `the country is at the top of the screen, at ${y}`);
  // Chromium shows the icon again, from its cache.
  const after = visit.urls.slice(before.length).filter((url) => !url.includes("/assets/icon-"));
  assert.deepEqual(after, [], "requests after choosing a country");
});

story("countries to choose are large enough for a finger, and the exit stays", { width: 360, height: 640 }, async (visit) => {
  const { page } = visit;
  await visit.open("/get-help");
  for (const link of await page.locator(".places a").all()) {
    const { width, height } = await link.boundingBox();
    assert(width >= 44 && height >= 44, `${await link.innerText()}: ${width} × ${height}`);
  }
  await page.locator("#other").scrollIntoViewIfNeeded();
  const { y, height } = await page.locator("#exit").boundingBox();
  assert(y >= 0 && y + height <= 640, "the exit is in view");
});

bothWays("money against bonded labour in India in four steps", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  let steps = 0;
  const step = async (act) => {
    steps += 1;
    await act();
  };
  await step(() => page.getByRole("link", { name: /I want to help/ }).click());
  await step(() => page.getByRole("link", { name: /^Money/ }).click());
  await page.waitForURL(/kind=give,shop/);
  await step(async () => {
    await page.getByLabel("Topic").selectOption("bonded-labour");
    await page.getByLabel("Country where they work").selectOption("IN");
    const apply = page.getByRole("button", { name: "Apply filters" }).first();
    const { y, height } = await apply.boundingBox();
    assert(y + height <= visit.page.viewportSize().height, "the button is in view without scrolling");
    await apply.click();
  });
  await page.waitForURL((url) => url.searchParams.get("country") === "IN");
  const wanted = await api("/ways-to-help?kind=give,shop&focus_area=bonded-labour&country=IN");
  await page.getByRole("heading", { level: 2, name: `${wanted.meta.total} ways to help` }).waitFor();
  const first = page.locator(".help-ways h3 a").first();
  const href = await first.getAttribute("href");
  assert(wanted.data.some((way) => way.url === href), `${href} is one of them`);
  await visit.context.route((url) => !url.href.startsWith(origin), (route) => route.fulfill({ contentType: "text/html", body: "<h1>Thanks</h1>" }));
  visit.allowed = (url) => !url.startsWith(origin);
  await step(() => first.click());
  await page.getByRole("heading", { name: "Thanks" }).waitFor();
  assert(steps <= 4, `${steps} steps`);
});

bothWays("filters of ways to help open as a panel on a phone", { width: 360, height: 640 }, async (visit) => {
  const { page } = visit;
  await visit.open("/ways-to-help");
  assert.equal(await page.getByLabel("Topic").isVisible(), false);
  await page.getByRole("button", { name: "Filters" }).click();
  await page.getByLabel("Cost").selectOption("true");
  const apply = page.getByRole("button", { name: "Apply filters" });
  const { y, height } = await apply.boundingBox();
  assert(y + height <= 640, "the button is in view without scrolling");
  await apply.click();
  await page.waitForURL((url) => url.searchParams.get("free") === "true");
  await page.getByRole("button", { name: "Filters (1)" }).waitFor();
  const { y: top } = await page.locator("#total").boundingBox();
  assert(top > 0, "the results are on the page");
  assert.equal(await page.getByLabel("Topic").isVisible(), false, "the panel is closed");
});

story("a tablet that is turned keeps the filters", { width: 768, height: 1024 }, async (visit) => {
  const { page } = visit;
  await visit.open("/research");
  assert.equal(await page.getByLabel("Topic").isVisible(), false);
  await page.setViewportSize({ width: 1024, height: 768 });
  assert.equal(await page.getByLabel("Topic").isVisible(), true);
  assert.equal(await page.getByRole("button", { name: /^Filters/ }).isVisible(), false);
});

story("the finder works with only a keyboard", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/ways-to-help");
  await keyTo(page, ".gifts a[href*='kind=pray']", { limit: 20 });
  await page.keyboard.press("Enter");
  await page.waitForURL(/kind=pray/);
  await keyTo(page, ".help-ways a", { limit: 45 });
});

bothWays("research begins with the newest, and can be sorted by organization", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/research");
  const years = await page.locator(".publications .year").allInnerTexts();
  assert.deepEqual(years, years.toSorted().reverse());
  await page.getByLabel("Sort by").selectOption("organization");
  await page.getByRole("button", { name: "Apply filters" }).first().click();
  await page.waitForURL(/sort=organization/);
  await page.getByRole("link", { name: "Next" }).click();
  await page.waitForURL(/sort=organization.*page=2|page=2.*sort=organization/);
  const here = page.getByRole("navigation", { name: "Pages" }).locator("[aria-current=page]");
  assert.match(await here.innerText(), /2$/);
});
