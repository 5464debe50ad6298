// Every page loads well: it is light, and nothing moves under the reader's eyes, on a phone and on a
// wide screen, even if the scripts arrive late.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Visit, compressed, quit } from "../browser.mjs";
import { pages, show } from "../pages.mjs";
import { watchShifts } from "../shifts.mjs";
import { Wire } from "../wire.mjs";

after(quit);

const LIMIT_BYTES = 40_000;
const LIMIT_REQUESTS = 6;
// A value up to 0.1 is "good".
const LIMIT_SHIFT = 0.02;
const SCREENS = [{ width: 360, height: 740 }, { width: 1280, height: 900 }];

function faultsOfWeight({ files, requests, bytes }, status) {
  const list = files.map((file) => `${file.bytes} ${file.path}`).join(", ");
  const faults = [];
  if (bytes > LIMIT_BYTES) faults.push(`${bytes} bytes: ${list}`);
  if (requests > LIMIT_REQUESTS) faults.push(`${requests} requests: ${list}`);
  // Errors are short.
  const plain = files.filter(({ coding }) => coding !== "br").map(({ path }) => path);
  if (status === 200 && plain.length > 0) faults.push(`without brotli: ${plain.join(", ")}`);
  return faults;
}

async function faultsOfLoading(kind) {
  const visit = await Visit.begin({ base: compressed });
  try {
    const { context, page } = visit;
    const [wire, seen] = [await Wire.of(visit), await watchShifts(context)];
    const faults = [];
    for (const screen of SCREENS) {
      await page.setViewportSize(screen);
      await show(visit, kind);
      const { sum, moved } = await seen(page);
      if (sum > LIMIT_SHIFT) faults.push(`shift of ${sum.toFixed(3)} at ${screen.width} px: ${moved.slice(0, 4).join(", ")}`);
      // The second screen finds the files in the cache.
      if (screen === SCREENS[0]) faults.push(...faultsOfWeight(await wire.load(), kind.status));
    }
    return faults;
  } finally {
    await visit.end();
  }
}

// Most of the time is waiting for the late scripts.
describe("loading", { concurrency: 3 }, () => {
  // The visitor of a private search has loaded the form before.
  for (const kind of pages.filter(({ body, like }) => !body && !like)) {
    test(`${kind.name} is light and does not move while it loads`, { timeout: 90_000 }, async () => {
      assert.deepEqual(await faultsOfLoading(kind), []);
    });
  }
});
