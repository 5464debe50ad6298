// Leaving quickly: the exit button and the Shift key. The test answers for the other site.

import assert from "node:assert/strict";
import { origin } from "../browser.mjs";
import { tick } from "../list.mjs";
import { bothWays, story } from "../story.mjs";

const PROFILE = "/organizations/free-the-slaves";
const ELSEWHERE = "<!doctype html><title>Weather</title><h1>Sunny</h1>";

// Opens the first page and a profile; the test answers requests to the exit.
async function arrive(visit) {
  const { page, context } = visit;
  await page.goto("/");
  await page.goto(PROFILE);
  const exit = await page.locator("#exit").getAttribute("href");
  assert.match(exit, /^https:\/\//);
  const requests = [];
  await context.route(exit, async (route) => {
    requests.push(await route.request().allHeaders());
    await route.fulfill({ contentType: "text/html", body: ELSEWHERE });
  });
  visit.allowed = (url) => url === exit;
  return { exit, requests };
}

async function isGone({ page }, { exit, requests }) {
  await page.waitForURL(exit);
  await page.getByRole("heading", { name: "Sunny" }).waitFor();
  assert.equal(requests.length, 1);
  assert(!requests[0].referer, "the exit receives no referrer");
}

story("the exit hides the page at once, and Back does not return to it", {}, async (visit) => {
  const { page } = visit;
  const way = await arrive(visit);
  // The click hides everything, however long the other site takes to respond. This looks after the
  // page has handled the click and before the browser leaves it.
  const said = page.waitForEvent("console", (message) => message.text().startsWith("left:"));
  await page.evaluate(() => addEventListener("click", () => {
    const { className } = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    console.info(`left:${[document.title, document.body.innerText, className].join("|")}`);
  }));
  await page.locator("#exit").click();
  assert.equal((await said).text(), "left:\u200b||left", "the text that is still visible");
  await isGone(visit, way);
  await page.goBack();
  assert.equal(page.url(), `${origin}/`, "Back skips the page that was left");
});

story("the exit is a plain link without JavaScript", { javaScriptEnabled: false }, async (visit) => {
  const way = await arrive(visit);
  await visit.page.locator("#exit").click();
  await isGone(visit, way);
});

story("pressing Shift three times leaves, and the page counts", {}, async (visit) => {
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

story("typing with Shift does not leave", {}, async (visit) => {
  const { page } = visit;
  const { requests } = await arrive(visit);
  await page.goto("/");
  await page.locator("#q").focus();
  for (const letter of ["A", "B", "C", "D"]) await page.keyboard.press(`Shift+${letter}`);
  await page.keyboard.press("Shift");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift");
  assert.equal(page.url(), `${origin}/`);
  assert.equal(await page.locator("#q").inputValue(), "ABCDx");
  assert.equal(requests.length, 0);
});

story("holding Shift down does not leave", {}, async (visit) => {
  const { page } = visit;
  const { requests } = await arrive(visit);
  for (let time = 0; time < 5; time += 1) await page.keyboard.down("Shift");
  await page.keyboard.up("Shift");
  assert.equal(await page.locator("h1").innerText().then((text) => text.includes("Free the Slaves")), true);
  assert.equal(requests.length, 0);
});

for (const [outcome, status] of [["succeeds", 200], ["is refused", 429]]) {
  story(`a search that ${outcome} after the exit does not bring the page back`, {}, async (visit) => {
    const { page, context } = visit;
    const { exit, requests } = await arrive(visit);
    await page.goto("/organizations");
    let search;
    // The search waits until the exit is used; the exit waits until the search has a response.
    const searched = new Promise((done) => {
      context.route(/focus_area=/, (route) => {
        search = route;
        done();
      });
    });
    await context.unroute(exit);
    await context.route(exit, async (route) => {
      requests.push(await route.request().allHeaders());
      // The browser may have cancelled the request already, as it should.
      await search.fulfill({ status, contentType: "text/html", body: "<main><h1>Late</h1></main>" }).catch(() => {});
      await route.fulfill({ contentType: "text/html", body: ELSEWHERE });
    });
    await tick(page, "focus_area-forced-labour");
    await searched;
    await page.locator("#exit").click();
    await isGone(visit, { exit, requests });
    await page.goBack();
    assert.equal(page.url(), `${origin}${PROFILE}`, "Back skips the page that was left");
    visit.mistakes = visit.mistakes.filter((it) => !it.includes("status of 429"));
  });
}

bothWays("the exit is always visible on a phone", { width: 360, height: 640 }, async ({ page }) => {
  await page.goto(PROFILE);
  const exit = page.locator("#exit");
  for (const at of ["#framing", "#sources", "#cite"]) {
    await page.locator(at).scrollIntoViewIfNeeded();
    const { x, y, width, height } = await exit.boundingBox();
    assert(x >= 0 && y >= 0 && x + width <= 360 && y + height <= 640, `visible at ${at}`);
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
