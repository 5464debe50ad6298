// Searching without a trace: what is looked for stands in no address, history, title or referrer,
// and nobody keeps the answer.

import assert from "node:assert/strict";
import { api, origin, until } from "../browser.mjs";
import { isMarked, mark, names, tick, ticked, total } from "../list.mjs";
import { bothWays, story } from "../story.mjs";

const WORDS = "bonded labour";

async function search(page) {
  await page.goto("/");
  await page.locator("#q").fill(WORDS);
  const [answer] = await Promise.all([
    page.waitForResponse((it) => it.request().method() === "POST" && new URL(it.url()).pathname === "/"),
    page.getByRole("button", { name: "Search without a trace" }).click(),
  ]);
  await page.getByText("is not in the address bar").waitFor();
  return answer;
}

// Whatever the browser or anybody between it and the server could have written down.
async function isUntold({ context, page, requests }) {
  const inspector = await context.newCDPSession(page);
  const { entries } = await inspector.send("Page.getNavigationHistory");
  const told = entries.flatMap(({ url, userTypedURL, title }) => [url, userTypedURL, title]);
  for (const request of requests) {
    const { referer } = await request.allHeaders();
    assert(!referer, `${request.url()} was told where the visitor comes from`);
    told.push(request.url());
  }
  const word = /bonded|labour|trafficking|page=/i;
  assert.deepEqual(told.filter((text) => word.test(text)), [], "what tells of the search");
  return entries.length;
}

bothWays("a private search is answered, and nothing tells of it", {}, async (visit) => {
  const { page } = visit;
  const answer = await search(page);
  const { data, meta } = await api(`/organizations?q=${encodeURIComponent(WORDS)}&per_page=20`);
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()["cache-control"], /no-store/);
  assert.equal(answer.headers()["etag"], undefined);
  assert.equal(page.url(), `${origin}/`);
  assert.equal(await total(page), meta.total);
  assert.deepEqual(await names(page), data.map((it) => it.name), "the best matches come first");
  assert.equal(await page.locator("#q").inputValue(), WORDS);
  assert.equal(await page.locator("link[rel=canonical]").count(), 0);
  await isUntold(visit);
});

story("a private search is narrowed and paged without a page load, and nothing tells of it", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  const before = await isUntold(visit);
  await mark(page);
  const narrow = await api(`/organizations?q=${encodeURIComponent(WORDS)}&focus_area=sex-trafficking`);
  await tick(page, "focus_area-sex-trafficking");
  await until("fewer", async () => [await total(page), await ticked(page)],
    ([count, boxes]) => count === narrow.meta.total && boxes === 1);

  await page.locator("#q").fill("");
  await page.getByRole("button", { name: "Search without a trace" }).click();
  const all = await api("/organizations?focus_area=sex-trafficking&per_page=20");
  const next = await api("/organizations?focus_area=sex-trafficking&per_page=20&page=2");
  await until("all of them", () => names(page), (shown) => shown.join() === all.data.map((it) => it.name).join());
  await page.getByRole("button", { name: "Next page" }).click();
  await until("the next page", () => names(page), (shown) => shown.join() === next.data.map((it) => it.name).join());
  assert(await isMarked(page), "the page was never loaded anew");
  assert.equal(page.url(), `${origin}/`);
  assert.equal(await isUntold(visit), before, "no entry of the history was added");
});

story("a private search is narrowed and paged without JavaScript", { javaScriptEnabled: false }, async (visit) => {
  const { page } = visit;
  await search(page);
  const narrow = await api(`/organizations?q=${encodeURIComponent(WORDS)}&focus_area=sex-trafficking`);
  await tick(page, "focus_area-sex-trafficking");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await until("fewer", () => total(page), (count) => count === narrow.meta.total);
  await page.locator("#q").fill("");
  await page.getByRole("button", { name: "Search without a trace" }).click();
  const next = await api("/organizations?focus_area=sex-trafficking&per_page=20&page=2");
  await page.getByRole("button", { name: "Next page" }).click();
  await until("the next page", () => names(page), (shown) => shown.join() === next.data.map((it) => it.name).join());
  assert.equal(await ticked(page), 1);
  await isUntold(visit);
});

story("from a private search a profile is opened without telling where from", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  await page.locator(".rows h2 a").first().click();
  await page.waitForURL("**/organizations/*");
  for (const request of visit.requests.slice(-3)) {
    assert(!(await request.allHeaders()).referer, request.url());
  }
  assert.equal(await page.evaluate(() => document.referrer), "");
});

story("a search with an address can be chosen again", {}, async ({ page }) => {
  await search(page);
  await page.getByRole("button", { name: "Search normally" }).click();
  await page.waitForURL((url) => url.searchParams.get("q") === WORDS);
});

story("going to the content does not throw a private search away", {}, async (visit) => {
  const { page } = visit;
  await search(page);
  const found = await total(page);
  await page.locator("a.skip").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/#main`);
  // Whatever that might have begun would be asked for by now, and be answered before this.
  await tick(page, "focus_area-bonded-labour");
  await until("the search with its filter", () => ticked(page), (boxes) => boxes === 1);
  assert.equal(await page.locator("#q").inputValue(), WORDS);
  assert(await total(page) <= found && await total(page) > 0, "the same words are searched for");
  assert.equal(visit.requests.filter((request) => request.method() === "GET" && new URL(request.url()).search !== "").length, 0);
});

story("words that were not sent yet are in no address", {}, async (visit) => {
  const { page } = visit;
  await page.goto("/");
  await page.locator("#q").fill("bonded labour at home");
  await tick(page, "focus_area-sex-trafficking");
  await page.waitForURL(/focus_area=sex-trafficking/);
  assert.equal(await page.locator("#q").inputValue(), "bonded labour at home", "they are still there to be sent");
  assert.deepEqual(visit.addresses.filter((url) => /bonded|home/i.test(url)), []);
});

story("a private search that cannot be answered says so and keeps the words", {}, async (visit) => {
  const { page, context } = visit;
  await search(page);
  const words = Array.from({ length: 20 }, (_, at) => `word${at}`).join(" ");
  await page.locator("#q").fill(words);
  await page.getByRole("button", { name: "Search without a trace" }).click();
  await page.locator("#found").getByText(/at most 16 words/).first().waitFor();
  assert.equal(await page.locator("#q").inputValue(), words);

  await context.route(`${origin}/`, (route) => route.abort());
  await page.locator("#q").fill(WORDS);
  await page.getByRole("button", { name: "Search without a trace" }).click();
  await page.locator("#found").getByText("There is no connection").waitFor();
  assert.equal(await page.locator("#q").inputValue(), WORDS);
  visit.mistakes = visit.mistakes.filter((it) => !/status of 400|net::ERR_FAILED/.test(it));
});
