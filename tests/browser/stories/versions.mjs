// The history of an edited profile shows the changes line by line.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { Server } from "../servers.mjs";
import { bothWays } from "../story.mjs";

let server;
before(async () => {
  server = await Server.start("--rate-limit", "off");
  await server.write("PATCH", "unseen", { founded: 1999 }, "application/merge-patch+json");
}, { timeout: 90_000 });
after(() => server?.end());

bothWays("a version is compared with the previous one", () => ({ base: seen(server.url) }), async (visit) => {
  const { page } = visit;
  const before = await (await fetch(`${server.url}/api/v1/organizations/unseen/revisions/1`)).json();
  const { founded } = before.profile ?? before.organization ?? before.data ?? before;
  await visit.open("/organizations/unseen");
  await page.getByRole("link", { name: /See all versions/ }).click();
  await page.waitForURL("**/organizations/unseen/history");
  const versions = await page.locator("main ol > li").allInnerTexts();
  assert.equal(versions.length, 2);
  assert.match(versions[0], /Version 2/);
  assert.match(versions[0], /Updated by tests, \d+ \w+ \d{4}/);
  assert.match(versions[0], /Written by a test/);
  assert.match(versions[1], /Loaded at the first start/);
  await page.getByRole("link", { name: "Version 2" }).click();
  await page.waitForURL("**/history/2");
  assert.equal((await page.locator("del").allInnerTexts()).join(), `${founded}`);
  assert.equal((await page.locator("ins").allInnerTexts()).join(), "1999");
  await page.getByRole("navigation", { name: "Versions" }).getByRole("link", { name: "Version 1" }).click();
  await page.waitForURL("**/history/1");
  await page.getByText("This is the first version").waitFor();
});

bothWays("an old version is read as a page", () => ({ base: seen(server.url) }), async (visit) => {
  const { page } = visit;
  await visit.open("/organizations/unseen/history/1");
  const facts = page.getByRole("complementary", { name: "Facts" });
  assert.match(await facts.innerText(), /Founded\s+2008/);
  await page.getByText("Version 1 of 2,").waitFor();
  await page.getByRole("link", { name: "See what changed" }).click();
  await page.waitForURL("**#changes");
  await page.getByRole("link", { name: "See the current version" }).click();
  await page.waitForURL("**/organizations/unseen");
  assert.match(await facts.innerText(), /Founded\s+1999/);
});

bothWays("a profile shows its version", () => ({ base: seen(server.url) }), async (visit) => {
  await visit.open("/organizations/unseen");
  await visit.page.locator("#cite").getByText("Version 2, last updated").waitFor();
});
