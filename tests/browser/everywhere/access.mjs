// Checks every page with axe, in the ways that people look at it: no violation of WCAG 2.2 AA or of
// best practices.

import assert from "node:assert/strict";
import { pages, show } from "../pages.mjs";
import { OF_COLOURS, TAGS, prepare, violations } from "../rules/axe.mjs";
import { story } from "../story.mjs";

// Each row changes the page before it: its name, screen, media and rules.
const LOOKS = [
  ["light", { width: 1280, height: 900 }, { colorScheme: "light" }, TAGS],
  ["dark", { width: 1280, height: 900 }, { colorScheme: "dark" }, OF_COLOURS],
  ["forced colours", { width: 1280, height: 900 }, { colorScheme: "light", forcedColors: "active" }, OF_COLOURS],
  ["a phone", { width: 360, height: 640 }, { colorScheme: "dark", forcedColors: "none" }, TAGS],
  // A screen of 1280 × 1024 at 400 % (WCAG 1.4.10).
  ["zoomed to 400 %", { width: 320, height: 256 }, { colorScheme: "light" }, TAGS],
];

for (const kind of pages) {
  story(`${kind.name} is accessible`, { colorScheme: "light" }, async (visit) => {
    const { page } = visit;
    await show(visit, kind);
    await prepare(page);
    const faults = [];
    for (const [look, screen, media, rules] of LOOKS) {
      await page.setViewportSize(screen);
      await page.emulateMedia(media);
      faults.push(...(await violations(page, rules)).map((fault) => `${look}: ${fault}`));
    }
    assert.deepEqual(faults, []);
  });
}
