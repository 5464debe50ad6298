// Error pages explain the problem and offer a next step.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { Server } from "../servers.mjs";
import { bothWays, story } from "../story.mjs";

let edited;
let limited;
before(async () => {
  [edited, limited] = await Promise.all([Server.start("--rate-limit", "off"), Server.start("--rate-limit", "1")]);
  await edited.write("DELETE", "thorn", { reason: "It was in the directory twice.", successor: "polaris" });
}, { timeout: 90_000 });
after(() => Promise.all([edited?.end(), limited?.end()]));

bothWays("an unknown organization shows similar names", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations/free-the-slavs", 404);
  const meant = page.getByRole("heading", { name: "Did you mean" });
  await meant.waitFor();
  await page.getByRole("link", { name: "Free the Slaves" }).click();
  await page.waitForURL("**/organizations/free-the-slaves");
});

bothWays("the page of an unknown path has a search box", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/nothing/here", 404);
  await page.locator("#q").fill("unseen");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL("**/organizations?q=unseen");
  await page.locator(".rows h2 a", { hasText: "Unseen" }).waitFor();
});

bothWays("a withdrawn organization shows the reason and its successor",
  () => ({ base: seen(edited.url) }),
  async (visit) => {
    const { page } = visit;
    await visit.open("/organizations/thorn", 410);
    await page.getByText("Reason: It was in the directory twice").waitFor();
    await page.locator("main").getByRole("link", { name: "Polaris" }).click();
    await page.waitForURL("**/organizations/polaris");
  });

bothWays("an unknown value shows a similar one, in words", {}, async (visit) => {
  await visit.open("/organizations?focus_area=bonded-labuor", 400);
  await visit.page.locator("main").getByText("Did you mean bonded labour?").waitFor();
});

bothWays("all mistakes in a URL are shown at once, the technical details on request", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations?focus_area=bonded-labuor&country=XX&status=red", 400);
  const main = page.locator("main");
  const text = await main.innerText();
  for (const name of ["Focus area", "Country", "Status"]) assert(text.includes(`${name}: `), `${name} in: ${text}`);
  assert(!text.includes("`"), "no marks of the API");
  await page.getByText("Technical details").click();
  const details = await main.innerText();
  for (const value of ["bonded-labuor", "XX", "red"]) assert(details.includes(value), `${value} in: ${details}`);
});

bothWays("values from the URL are shown as text, not as HTML", {}, async (visit) => {
  const { page } = visit;
  const words = "<b id=\"evil\">\"'&amp;</b><script>window.evil = 1</script>";
  await visit.open(`/organizations?q=${encodeURIComponent(words)}`);
  assert.equal(await page.locator("#evil").count(), 0);
  await visit.open(`/organizations/${encodeURIComponent(words)}`, 404);
  await visit.open(`/organizations?focus_area=${encodeURIComponent(words)}`, 400);
  assert.equal(await page.locator("#evil").count(), 0);
  await page.getByText("Technical details").click();
  assert((await page.locator("main").innerText()).includes("evil"), "the page names the value");
  assert.equal(await page.evaluate(() => window.evil), undefined);
});

// The assets of the page are refused too, so the page must be readable without them.
story("a visitor over the rate limit sees when to try again", () => ({ base: seen(limited.url) }), async (visit) => {
  const { page } = visit;
  let response;
  for (let time = 0; time < 8 && response?.status() !== 429; time += 1) response = await page.goto("/about");
  assert.equal(response.status(), 429);
  assert(Number(response.headers()["retry-after"]) > 0, "it says when");
  assert.equal(await page.locator("h1").count(), 1);
  assert.match(await page.locator("main").innerText(), /\d+ (s|seconds?|minutes?)\b/);
  assert.equal(await page.locator("#exit").isVisible(), true);
  visit.mistakes = visit.mistakes.filter((mistake) => !mistake.includes("429") && !mistake.includes("MIME"));
});
