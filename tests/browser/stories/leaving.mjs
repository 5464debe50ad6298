// Leaving at once: the exit button and the key. The site it leads to is answered here.

import assert from "node:assert/strict";
import { origin } from "../browser.mjs";
import { bothWays, story } from "../story.mjs";

const PROFILE = "/organizations/free-the-slaves";
const ELSEWHERE = "<!doctype html><title>Weather</title><h1>Sunny</h1>";

// Opens a first page and a profile, with the exit answered by us.
async function arrive(visit) {
  const { page, context } = visit;
  await page.goto("/");
  await page.goto(PROFILE);
  const exit = await page.locator("#exit").getAttribute("href");
  assert.match(exit, /^https:\/\//);
  const asked = [];
  await context.route(exit, async (route) => {
    asked.push(await route.request().allHeaders());
    await route.fulfill({ contentType: "text/html", body: ELSEWHERE });
  });
  visit.allowed = (url) => url === exit;
  return { exit, asked };
}

async function isGone({ page }, { exit, asked }) {
  await page.waitForURL(exit);
  await page.getByRole("heading", { name: "Sunny" }).waitFor();
  assert.equal(asked.length, 1);
  assert(!asked[0].referer, "the exit is told where the visitor comes from");
}

story("the exit hides the page at once, and Back does not come back to it", {}, async (visit) => {
  const { page } = visit;
  const way = await arrive(visit);
  // The click itself hides everything, however long the other site takes to answer: we look when the
  // page has heard of it and the browser has not yet left.
  const said = page.waitForEvent("console", (message) => message.text().startsWith("left:"));
  await page.evaluate(() => addEventListener("click", () => {
    const { className } = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    console.info(`left:${[document.title, document.body.innerText, className].join("|")}`);
  }));
  await page.locator("#exit").click();
  assert.equal((await said).text(), "left:\u200b||left", "what is still to be read");
  await isGone(visit, way);
  await page.goBack();
  assert.equal(page.url(), `${origin}/`, "Back leads before the page that was left");
});

story("the exit is a plain link without JavaScript", { javaScriptEnabled: false }, async (visit) => {
  const way = await arrive(visit);
  await visit.page.locator("#exit").click();
  await isGone(visit, way);
});

story("Shift three times leaves, and says how often is left", {}, async (visit) => {
  const { page } = visit;
  const way = await arrive(visit);
  await page.keyboard.press("Shift");
  await page.getByRole("status").filter({ hasText: "press Shift 2 more times" }).waitFor({ state: "attached" });
  await page.keyboard.press("Shift");
  await page.getByRole("status").filter({ hasText: "press Shift once more" }).waitFor({ state: "attached" });
  await page.keyboard.press("Shift");
  await isGone(visit, way);
  await page.goBack();
  assert.equal(page.url(), `${origin}/`);
});

story("writing with Shift does not leave", {}, async (visit) => {
  const { page } = visit;
  const { asked } = await arrive(visit);
  await page.goto("/");
  await page.locator("#q").focus();
  for (const letter of ["A", "B", "C", "D"]) await page.keyboard.press(`Shift+${letter}`);
  await page.keyboard.press("Shift");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift");
  assert.equal(await page.title(), "Directory");
  assert.equal(await page.locator("#q").inputValue(), "ABCDx");
  assert.equal(asked.length, 0);
});

story("a key that is held down does not leave", {}, async (visit) => {
  const { page } = visit;
  const { asked } = await arrive(visit);
  for (let time = 0; time < 5; time += 1) await page.keyboard.down("Shift");
  await page.keyboard.up("Shift");
  assert.equal(await page.locator("h1").innerText().then((text) => text.includes("Free the Slaves")), true);
  assert.equal(asked.length, 0);
});

for (const [answered, status] of [["answered", 200], ["refused", 429]]) {
  story(`a search that is ${answered} after one has left does not bring the page back`, {}, async (visit) => {
    const { page, context } = visit;
    const { exit, asked } = await arrive(visit);
    await page.goto("/");
    let search;
    // Both wait: the search until one has left, the exit until the search was answered.
    const isAsked = new Promise((done) => {
      context.route(/focus_area=/, (route) => {
        search = route;
        done();
      });
    });
    await context.unroute(exit);
    await context.route(exit, async (route) => {
      asked.push(await route.request().allHeaders());
      // The browser may have broken it off already, as it should.
      await search.fulfill({ status, contentType: "text/html", body: "<main><h1>Late</h1></main>" }).catch(() => {});
      await route.fulfill({ contentType: "text/html", body: ELSEWHERE });
    });
    await page.locator("#focus_area-forced-labour").check();
    await isAsked;
    await page.locator("#exit").click();
    await isGone(visit, { exit, asked });
    await page.goBack();
    assert.equal(page.url(), `${origin}${PROFILE}`, "Back leads before the page that was left");
    visit.mistakes = visit.mistakes.filter((it) => !it.includes("status of 429"));
  });
}

bothWays("the exit is in sight on a phone, wherever one reads", { width: 360, height: 640 }, async ({ page }) => {
  await page.goto(PROFILE);
  const exit = page.locator("#exit");
  for (const at of ["#framing", "#sources", "#cite"]) {
    await page.locator(at).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await exit.boundingBox();
    assert(x >= 0 && y >= 0 && x + width <= 360 && y + height <= 640, `in sight at ${at}`);
    assert(width >= 44 && height >= 40, `large enough for a finger: ${width} × ${height}`);
  }
});

bothWays("the page says what leaving cannot do", {}, async ({ page }) => {
  await page.goto(PROFILE);
  const note = page.locator("footer");
  await note.getByText("cannot erase your browser history").waitFor();
  await note.getByRole("link", { name: "Reading this site safely" }).click();
  await page.waitForURL("**/safety");
});
