// Searching without a trace: the query is in no URL, history, title or referrer, and the response
// is not cached.

import assert from "node:assert/strict";
import { api, origin, until } from "../browser.mjs";
import { LIST, choose, isMarked, mark, names, tick, ticked, total } from "../list.mjs";
import { bothWays, story } from "../story.mjs";

const WORDS = "bonded labour";

async function search(page) {
  await page.goto(LIST);
  await page.locator("#q").fill(WORDS);
  const [response] = await Promise.all([
    page.waitForResponse((it) => it.request().method() === "POST" && new URL(it.url()).pathname === LIST),
    page.getByRole("button", { name: "Search privately" }).click(),
  ]);
  await page.getByText("Your search is not saved in the web address").waitFor();
  return response;
}

// Checks everything that the browser, or a proxy on the way to the server, could have recorded.
async function leavesNoTrace({ context, page, requests }) {
  const inspector = await context.newCDPSession(page);
  const { entries } = await inspector.send("Page.getNavigationHistory");
  const recorded = entries.flatMap(({ url, userTypedURL, title }) => [url, userTypedURL, title]);
  for (const request of requests) {
    const { referer } = await request.allHeaders();
    assert(!referer, `${request.url()} received a referrer`);
    recorded.push(request.url());
  }
  const word = /bonded|labour|trafficking|page=/i;
  assert.deepEqual(recorded.filter((text) => word.test(text)), [], "records of the search");
  return entries.length;
}

bothWays("a private search has results, and leaves no trace", {}, async (visit) => {
  const { page } = visit;
  const response = await search(page);
  const { data, meta } = await api(`/organizations?q=${encodeURIComponent(WORDS)}&per_page=20`);
  assert.equal(response.status(), 200);
  assert.match(response.headers()["cache-control"], /no-store/);
  assert.equal(response.headers()["etag"], undefined);
  assert.equal(page.url(), `${origin}${LIST}`);
  assert.equal(await total(page), meta.total);
  assert.deepEqual(await names(page), data.map((it) => it.name), "the best matches come first");
  assert.equal(await page.locator("#q").inputValue(), WORDS);
  assert.equal(await page.locator("link[rel=canonical]").count(), 0);
  await leavesNoTrace(visit);
});

story("a private search is filtered and paged without a page load, and leaves no trace", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  const before = await leavesNoTrace(visit);
  await mark(page);
  const narrow = await api(`/organizations?q=${encodeURIComponent(WORDS)}&focus_area=sex-trafficking`);
  await tick(page, "focus_area-sex-trafficking");
  await until("fewer", async () => [await total(page), await ticked(page)],
    ([count, boxes]) => count === narrow.meta.total && boxes === 1);

  await page.locator("#q").fill("");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const all = await api("/organizations?focus_area=sex-trafficking&per_page=20");
  const next = await api("/organizations?focus_area=sex-trafficking&per_page=20&page=2");
  await until("all of them", () => names(page), (shown) => shown.join() === all.data.map((it) => it.name).join());
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await until("the next page", () => names(page), (shown) => shown.join() === next.data.map((it) => it.name).join());
  assert(await isMarked(page), "the page was never reloaded");
  assert.equal(page.url(), `${origin}${LIST}`);
  assert.equal(await leavesNoTrace(visit), before, "no entry of the history was added");
});

story("a private search is filtered and paged without JavaScript", { javaScriptEnabled: false }, async (visit) => {
  const { page } = visit;
  await search(page);
  const narrow = await api(`/organizations?q=${encodeURIComponent(WORDS)}&focus_area=sex-trafficking`);
  await tick(page, "focus_area-sex-trafficking");
  await page.getByRole("button", { name: "Show results" }).click();
  await until("fewer", () => total(page), (count) => count === narrow.meta.total);
  await page.locator("#q").fill("");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  const next = await api("/organizations?focus_area=sex-trafficking&per_page=20&page=2");
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await until("the next page", () => names(page), (shown) => shown.join() === next.data.map((it) => it.name).join());
  assert.equal(await ticked(page), 1);
  await leavesNoTrace(visit);
});

story("a profile opened from a private search gets no referrer", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  await page.locator(".rows h2 a").first().click();
  await page.waitForURL("**/organizations/*");
  for (const request of visit.requests.slice(-3)) {
    assert(!(await request.allHeaders()).referer, request.url());
  }
  assert.equal(await page.evaluate(() => document.referrer), "");
});

story("a private search can become a search with a URL", {}, async ({ page }) => {
  await search(page);
  await page.getByRole("button", { name: "Leave private search" }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === WORDS);
});

story("skipping to the content keeps a private search", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  const found = await total(page);
  await page.locator("a.skip").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}${LIST}#main`);
  // A request that the skip link caused would be finished before this one.
  await tick(page, "focus_area-sex-trafficking");
  await until("the search with its filter", () => ticked(page), (boxes) => boxes === 1);
  assert.equal(await page.locator("#q").inputValue(), WORDS);
  assert(await total(page) <= found && await total(page) > 0, "the query is the same");
  assert.equal(visit.requests.filter((request) => request.method() === "GET" && new URL(request.url()).search !== "").length, 0);
});

story("text that was not submitted is in no URL", {}, async (visit) => {
  const { page } = visit;
  await page.goto(LIST);
  await page.locator("#q").fill("bonded labour at home");
  await tick(page, "focus_area-sex-trafficking");
  await page.waitForURL(/focus_area=sex-trafficking/);
  assert.equal(await page.locator("#q").inputValue(), "bonded labour at home", "the text is still in the field");
  assert.deepEqual(visit.urls.filter((url) => /bonded|home/i.test(url)), []);
});

story("a failed private search shows the error and keeps the query", {}, async (visit) => {
  const { page, context } = visit;
  await search(page);
  const words = Array.from({ length: 20 }, (_, at) => `word${at}`).join(" ");
  await page.locator("#q").fill(words);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.locator("#found").getByText(/at most 16 words/).first().waitFor();
  assert.equal(await page.locator("#q").inputValue(), words);

  await context.route(`${origin}${LIST}`, (route) => route.abort());
  await page.locator("#q").fill(WORDS);
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.locator("#found").getByText("You seem to be offline").waitFor();
  assert.equal(await page.locator("#q").inputValue(), WORDS);
  visit.mistakes = visit.mistakes.filter((it) => !/status of 400|net::ERR_FAILED/.test(it));
});

bothWays("organizations are chosen in a private search, and no URL names them", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  const before = visit.urls.length;
  const slugs = [await choose(page, 0), await choose(page, 1)];
  const update = page.getByRole("button", { name: "Update selection" });
  if (await update.isVisible()) await update.click();
  await page.locator("#tray-count").filter({ hasText: "2 of 5 chosen" }).waitFor();
  await tick(page, "focus_area-child-labour");
  const show = page.getByRole("button", { name: "Show results" });
  if (await show.isVisible()) await show.click();
  await until("the filter", () => ticked(page), (boxes) => boxes === 1);
  await page.locator("#tray-count").filter({ hasText: "2 of 5 chosen" }).waitFor();
  assert.equal(page.url().split("#")[0], `${origin}${LIST}`);
  const named = visit.urls.slice(before).filter((url) => slugs.some((slug) => url.includes(slug)));
  assert.deepEqual(named, [], "no URL has the chosen organizations");
});
