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

async function faultsOfLoading(kind, screen) {
  const visit = await Visit.begin({ ...screen, base: compressed });
  try {
    const [wire, seen] = [await Wire.of(visit), await watchShifts(visit.context)];
    await show(visit, kind);
    const { sum, moved } = await seen(visit.page);
    const faults = faultsOfWeight(await wire.load(), kind.status);
    if (sum > LIMIT_SHIFT) faults.push(`shift of ${sum.toFixed(3)}: ${moved.slice(0, 4).join(", ")}`);
    return faults.map((fault) => `at ${screen.width} px: ${fault}`);
  } finally {
    await visit.end();
  }
}

// Most of the time is waiting for the late scripts.
describe("loading", { concurrency: 3 }, () => {
  // The visitor of a private search has loaded the form before.
  for (const kind of pages.filter(({ body }) => !body)) {
    test(`${kind.name} is light and does not move while it loads`, { timeout: 90_000 }, async () => {
      const faults = [];
      for (const screen of SCREENS) faults.push(...await faultsOfLoading(kind, screen));
      assert.deepEqual(faults, []);
    });
  }
});
