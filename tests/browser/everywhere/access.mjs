// Checks every page with axe, light and dark: no violation of WCAG 2.2 AA or of best practices.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { load } from "../browser.mjs";
import { pages, show } from "../pages.mjs";
import { story } from "../story.mjs";

const source = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// The rules whose result depends on colours.
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

async function violations(page, runOnly) {
  const found = await page.evaluate(
    (only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ["violations"] }),
    runOnly,
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html, any, all, none }) => {
    const [why] = [...any, ...all, ...none];
    return `${id}: ${html.slice(0, 160)} (${why?.message ?? ""})`;
  }));
}

for (const kind of pages) {
  story(`${kind.name} is accessible`, { colorScheme: "light" }, async (visit) => {
    const { page } = visit;
    await show(visit, kind);
    // Playwright's `evaluate` is not subject to the page's Content-Security-Policy.
    await page.evaluate(source);
    const faults = await violations(page, TAGS);
    await page.emulateMedia({ colorScheme: "dark" });
    faults.push(...(await violations(page, OF_COLOURS)).map((fault) => `dark: ${fault}`));
    await page.setViewportSize({ width: 360, height: 640 });
    faults.push(...(await violations(page, TAGS)).map((fault) => `dark, narrow: ${fault}`));
    assert.deepEqual([...new Set(faults)], []);
  });
}
