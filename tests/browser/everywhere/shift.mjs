// No page moves under the reader's eyes: its layout is stable on a phone and on a wide screen, also
// if the scripts arrive late.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Visit, quit } from "../browser.mjs";
import { pages, show } from "../pages.mjs";
import { watchShifts } from "../shifts.mjs";

after(quit);

// A value up to 0.1 is "good".
const LIMIT = 0.02;
const SCREENS = [{ width: 360, height: 740 }, { width: 1280, height: 900 }];

async function faults(kind, screen) {
  const visit = await Visit.begin(screen);
  try {
    const seen = await watchShifts(visit.context);
    await show(visit, kind);
    const { sum, moved } = await seen(visit.page);
    return sum > LIMIT ? [`at ${screen.width} px: ${sum.toFixed(3)}, moved: ${moved.slice(0, 4).join(", ")}`] : [];
  } finally {
    await visit.end();
  }
}

// Most of the time is waiting for the late scripts.
describe("layout shift", { concurrency: 3 }, () => {
  // The visitor of a private search has used the form before.
  for (const kind of pages.filter(({ body }) => !body)) {
    test(`${kind.name} does not move while it loads`, { timeout: 90_000 }, async () => {
      const all = await Promise.all(SCREENS.map((screen) => faults(kind, screen)));
      assert.deepEqual(all.flat(), []);
    });
  }
});
