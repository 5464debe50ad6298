// Measures in the browser: how heavy pages are, how much they move while they load, and when their
// largest part is visible on a slow phone. Prints one line of JSON for each page.
//
// node speed.mjs REPEATS, with the environment of browser.mjs

import { Visit, compressed, quit } from "./browser.mjs";
import { pages, show } from "./pages.mjs";
import { watchShifts } from "./shifts.mjs";
import { Wire } from "./wire.mjs";

const MEASURED = [
  "the first page", "the list", "a search", "a profile", "a comparison of five", "a focus area", "a country", "getting help",
];
const PHONE = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };
// A slow phone: a quarter of this machine's speed, and "slow 4G" as Lighthouse simulates it.
const SLOWER = 4;
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };
const SETTLED_MS = 500;

const repeats = Number(process.argv[2] ?? 3);
const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

const pause = (page) => page.evaluate((ms) => new Promise((done) => { setTimeout(done, ms); }), SETTLED_MS);

// Runs in the page before its scripts.
function watchPaints() {
  new PerformanceObserver((list) => { window.largest = list.getEntries().at(-1).startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
}

/** Opens a page on a cold cache; returns what `look` sees. */
async function visit(kind, screen, prepare, look) {
  const visitor = await Visit.begin({ ...screen, base: compressed });
  try {
    const prepared = await prepare(visitor);
    await show(visitor, kind);
    return await look(visitor, prepared);
  } finally {
    await visitor.end();
  }
}

const shift = (kind, screen) => visit(kind, screen, ({ context }) => watchShifts(context), async ({ page }, seen) => {
  await pause(page);
  return (await seen(page)).sum;
});

const weight = (kind) => visit(kind, PHONE, Wire.of, (visitor, wire) => wire.load());

const paint = (kind) => visit(kind, PHONE, async ({ context, page }) => {
  await context.addInitScript(watchPaints);
  const inspector = await context.newCDPSession(page);
  await inspector.send("Network.enable");
  await inspector.send("Network.emulateNetworkConditions", SLOW_4G);
  await inspector.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
}, async ({ page }) => {
  await pause(page);
  return page.evaluate(() => window.largest);
});

for (const name of MEASURED) {
  const kind = pages.find((it) => it.name === name);
  const { requests, bytes, bytesWithMap } = await weight(kind);
  const paints = [];
  for (let time = 0; time < repeats; time += 1) paints.push(await paint(kind));
  console.log(JSON.stringify({
    name,
    path: kind.path,
    requests,
    bytes,
    bytes_with_map: bytesWithMap,
    shift_phone: await shift(kind, PHONE),
    shift_wide: await shift(kind, WIDE),
    largest_paint_ms: median(paints),
    largest_paints_ms: paints,
  }));
}
await quit();
