// Violations that axe finds: WCAG 2.2 AA and best practices, in the ways that people look at a page.

import { readFileSync } from "node:fs";
import { load } from "../browser.mjs";

const source = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The rules whose result depends on colours.
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

const WIDE = { width: 1280, height: 900 };

// Each row changes the page before it: its name, screen, media, rules, and those that it leaves out.
const LOOKS = [
  ["light", WIDE, { colorScheme: "light" }, ALL],
  ["dark", WIDE, { colorScheme: "dark" }, OF_COLOURS],
  ["forced colours", WIDE, { colorScheme: "light", forcedColors: "active" }, OF_COLOURS],
  ["a phone", { width: 360, height: 640 }, { colorScheme: "dark", forcedColors: "none" }, ALL],
  // A screen of 1280 × 1024 at 400 % (WCAG 1.4.10).
  ["zoomed to 400 %", { width: 320, height: 256 }, { colorScheme: "light" }, ALL, OF_COLOURS],
];

// Runs in the page: axe reads the colour of text from `-webkit-text-fill-color`. In forced colours
// Chromium returns the author's colour for it, and paints `color`.
function readPaintedColours() {
  const { getPropertyValue } = CSSStyleDeclaration.prototype;
  CSSStyleDeclaration.prototype.getPropertyValue = function painted(name) {
    return getPropertyValue.call(this, name === "-webkit-text-fill-color" ? "color" : name);
  };
}

async function check(page, runOnly, without = []) {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const options = { runOnly, rules, resultTypes: ["violations"], preload: false };
  const found = await page.evaluate((chosen) => globalThis.axe.run(document, chosen), options);
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html, any, all, none }) => {
    const [why] = [...any, ...all, ...none];
    return `${id}: ${html.slice(0, 160)} (${why?.message ?? ""})`;
  }));
}

/** The violations in all looks, as sentences. Changes the screen and the media of the page. */
export async function violations(page) {
  // Playwright's `evaluate` is not subject to the page's Content-Security-Policy.
  await page.evaluate(source);
  await page.evaluate(readPaintedColours);
  const faults = [];
  for (const [look, screen, media, ...rules] of LOOKS) {
    await page.setViewportSize(screen);
    await page.emulateMedia(media);
    faults.push(...(await check(page, ...rules)).map((fault) => `${look}: ${fault}`));
  }
  return faults;
}
