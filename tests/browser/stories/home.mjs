// The first page: four doors, for four kinds of visitors.

import assert from "node:assert/strict";
import { origin } from "../browser.mjs";
import { focus, keyTo } from "../keys.mjs";
import { bothWays } from "../story.mjs";

const DOORS = [
  ["Find an organization", "/organizations"],
  ["I want to help", "/ways-to-help"],
  ["I do research", "/research"],
  ["I need help, or want to report", "/get-help"],
];

const begin = (text) => new RegExp(`^${text}\\b`);

for (const [name, path] of DOORS) {
  bothWays(`the door “${name}” opens with the keyboard`, {}, async (visit) => {
    const { page } = visit;
    await visit.open("/");
    const door = page.getByRole("main").getByRole("link", { name: begin(name) });
    assert.equal(await door.count(), 1, "one door");
    assert.equal(await door.getAttribute("href"), path);
    await keyTo(page, `main a[href="${path}"]`, { limit: 25 });
    assert.match((await focus(page)).name, new RegExp(name));
    await page.keyboard.press("Enter");
    await page.waitForURL(`${origin}${path}`);
    const heading = page.getByRole("heading", { level: 1 });
    assert.equal(await heading.count(), 1);
    assert(await heading.isVisible(), "the page behind the door has a title");
  });
}

bothWays("the door for help is in sight first on a phone, and the exit does not cover it",
  { width: 360, height: 740 },
  async (visit) => {
    const { page } = visit;
    await visit.open("/");
    const boxes = [];
    for (const [name] of DOORS) {
      const door = page.getByRole("main").getByRole("link", { name: begin(name) });
      boxes.push(await door.boundingBox());
      await door.click({ trial: true });
    }
    const help = boxes.pop();
    for (const other of boxes) assert(help.y <= other.y, "no door is above the door for help");
    assert(help.y + help.height <= 740 * 1.2, `the door for help ends at ${help.y + help.height} px`);
  });

bothWays("the first page says what this is, and has a search box with examples", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/");
  assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /slavery/);
  const search = page.getByRole("search");
  const examples = search.getByRole("link");
  assert.equal(await examples.count(), 3, "examples");
  for (const { y, height } of [await search.boundingBox()]) assert(y + height < 900, "the search is on the first screen");
  for (const at of [0, 1, 2]) {
    await visit.open("/");
    await examples.nth(at).click();
    await page.waitForURL(/\/organizations\?q=/);
    assert(await page.locator(".rows > li").count() > 0, "the example has results");
  }
});

bothWays("an address of the old list still opens the list", {}, async (visit) => {
  const { page } = visit;
  await visit.open("/?q=bonded+labour&country=IN");
  assert.equal(page.url(), `${origin}/organizations?q=bonded+labour&country=IN`);
  assert.equal(await page.locator("#q").inputValue(), "bonded labour");
});
