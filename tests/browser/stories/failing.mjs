// What goes wrong is told by a page that leads on.

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

bothWays("an organization that is not there is told with those that may be meant", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/organizations/free-the-slavs", 404);
  const meant = page.getByRole("heading", { name: "You may be looking for" });
  await meant.waitFor();
  await page.getByRole("link", { name: "Free the Slaves" }).click();
  await page.waitForURL("**/organizations/free-the-slaves");
});

bothWays("from a page that is not there one can search", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/nothing/here", 404);
  await page.locator("#q").fill("unseen");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL("**/?q=unseen");
  await page.getByRole("heading", { name: "Unseen" }).waitFor();
});

bothWays("an organization that was withdrawn is told with the reason and its successor",
  () => ({ base: seen(edited.url) }),
  async (visit) => {
    const { page } = visit;
    await visit.open("/organizations/thorn", 410);
    await page.getByText("It was in the directory twice").waitFor();
    await page.locator("main").getByRole("link", { name: "Polaris" }).click();
    await page.waitForURL("**/organizations/polaris");
  });

bothWays("a value that is not there is told with the one that may be meant", {}, async (visit) => {
  await visit.open("/?focus_area=bonded-labor", 400);
  const text = await visit.page.locator("main").innerText();
  assert.match(text, /bonded-labor/);
  assert.match(text, /bonded-labour/);
});

bothWays("all mistakes of an address are told at once", {}, async (visit) => {
  await visit.open("/?focus_area=bonded-labor&country=XX&colour=red", 400);
  const text = await visit.page.locator("main").innerText();
  for (const part of ["bonded-labor", "XX", "colour"]) assert(text.includes(part), `${part} in: ${text}`);
});

bothWays("what an address holds is shown as text", {}, async (visit) => {
  const { page } = visit;
  const words = "<b id=\"evil\">\"'&amp;</b><script>window.evil = 1</script>";
  await visit.open(`/?q=${encodeURIComponent(words)}`);
  assert.equal(await page.locator("#evil").count(), 0);
  await visit.open(`/organizations/${encodeURIComponent(words)}`, 404);
  await visit.open(`/?focus_area=${encodeURIComponent(words)}`, 400);
  assert.equal(await page.locator("#evil").count(), 0);
  assert((await page.locator("main").innerText()).includes("evil"), "it is told what is wrong");
  assert.equal(await page.evaluate(() => window.evil), undefined);
});

// The files of the page are refused as well: it must be read without them.
story("who asks too often is told when to come back", () => ({ base: seen(limited.url) }), async (visit) => {
  const { page } = visit;
  let answer;
  for (let time = 0; time < 8 && answer?.status() !== 429; time += 1) answer = await page.goto("/about");
  assert.equal(answer.status(), 429);
  assert(Number(answer.headers()["retry-after"]) > 0, "it says when");
  assert.equal(await page.locator("h1").count(), 1);
  assert.match(await page.locator("main").innerText(), /\d+ (s|seconds?|minutes?)\b/);
  assert.equal(await page.locator("#exit").isVisible(), true);
  visit.mistakes = visit.mistakes.filter((mistake) => !mistake.includes("429") && !mistake.includes("MIME"));
});
