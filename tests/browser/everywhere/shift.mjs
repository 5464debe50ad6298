// No page moves under the reader's eyes: its layout is stable on a phone and on a wide screen, also
// if the scripts arrive late.

import assert from "node:assert/strict";
import { describe } from "node:test";
import { Visit } from "../browser.mjs";
import { pages, show } from "../pages.mjs";
import { story } from "../story.mjs";

// Cumulative Layout Shift (web.dev/cls); "good" is 0.1.
const LIMIT = 0.02;
const LATE_MS = 600;
const SCREENS = [[360, 740], [1280, 900]];

// Runs in the page before its scripts.
function watch() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node && `${node.localName ?? "text"}.${node.className ?? ""}#${node.id ?? ""}`);
      if (!hadRecentInput) window.shifts.push({ value, moved });
    }
  }).observe({ type: "layout-shift", buffered: true });
}

async function shifts(kind, [width, height]) {
  const visit = await Visit.begin({ width, height });
  try {
    const { context, page } = visit;
    await context.addInitScript(watch);
    await context.route(/\/assets\/.*\.js/, async (route) => {
      await new Promise((done) => { setTimeout(done, LATE_MS); });
      // The visitor may have left.
      await route.continue().catch(() => {});
    });
    await show(visit, kind);
    // Observers are called after a frame.
    await page.evaluate(() => new Promise((done) => { setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 50); }));
    const seen = await page.evaluate(() => window.shifts);
    const sum = seen.reduce((total, { value }) => total + value, 0);
    const moved = seen.flatMap((it) => it.moved).slice(0, 4).join(", ");
    return sum > LIMIT ? [`at ${width} px: ${sum.toFixed(3)}, moved: ${moved}`] : [];
  } finally {
    await visit.end();
  }
}

// Most of the time is waiting for the late scripts.
describe("layout shift", { concurrency: 4 }, () => {
  // The visitor of a private search has used the form before.
  for (const kind of pages.filter(({ body }) => !body)) {
    story(`${kind.name} does not move while it loads`, {}, async () => {
      const all = await Promise.all(SCREENS.map((screen) => shifts(kind, screen)));
      assert.deepEqual(all.flat(), []);
    });
  }
});
