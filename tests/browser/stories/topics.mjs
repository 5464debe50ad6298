// Topics: from their head to a topic, and on to organizations, methods and countries.

import assert from "node:assert/strict";
import { api } from "../browser.mjs";
import { bothWays, story } from "../story.mjs";

bothWays("from the topics to a topic, its methods and its organizations", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  const menu = page.getByRole("navigation", { name: "Main" });
  await menu.getByRole("link", { name: "Topics" }).click();
  await page.waitForURL("**/topics");
  await page.getByRole("link", { name: /^All \d+ focus areas$/ }).click();
  await page.waitForURL("**/focus-areas");
  await page.getByRole("link", { name: "Bonded labour", exact: true }).first().click();
  await page.waitForURL("**/focus-areas/bonded-labour");
  const { meta } = await api("/organizations?focus_area=bonded-labour&per_page=1");
  assert.match(await page.title(), new RegExp(`^Bonded labour: ${meta.total} organizations`));

  const bar = page.locator("section", { has: page.locator("#how") }).locator(".topic-bars a").first();
  const count = Number.parseInt(await bar.locator("b").innerText(), 10);
  await bar.click();
  await page.waitForURL(/\/organizations\?focus_area=bonded-labour&approach=/);
  const { searchParams } = new URL(page.url());
  const both = await api(`/organizations?${searchParams}&per_page=1`);
  assert.equal(both.meta.total, count);
});

bothWays("the parts of a topic are reached from its head", { width: 360, height: 740 }, async (visit) => {
  const { page } = visit;
  await visit.open("/focus-areas/forced-labour");
  for (const link of await page.locator(".topic-parts a").all()) {
    const href = await link.getAttribute("href");
    assert.equal(await page.locator(`h2${href}`).count(), 1, href);
  }
  assert.equal(await page.locator("details.definition[open]").count(), 0, "notes on the definition are closed");
  await page.getByText("About this definition").click();
  await page.getByText(/^For editors:/).waitFor();
});

story("a wide topic shows the more specific ones first", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/focus-areas/human-trafficking");
  await page.getByRole("heading", { name: "More specific topics" }).waitFor();
  const text = await page.locator("main").innerText();
  assert(!/(^|\s)0 organizations/.test(text), "no zero is shown");
});
