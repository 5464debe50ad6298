// Violations that axe finds: WCAG 2.2 AA and best practices.

import { readFileSync } from "node:fs";
import { load } from "../browser.mjs";

const source = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

/** All rules. */
export const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules whose result depends on colours. */
export const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** Loads axe into the page. Playwright's `evaluate` is not subject to the page's Content-Security-Policy. */
export const prepare = (page) => page.evaluate(source);

/** The violations of the given rules, as sentences. */
export async function violations(page, runOnly) {
  const found = await page.evaluate(
    (only) => globalThis.axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false }),
    runOnly,
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html, any, all, none }) => {
    const [why] = [...any, ...all, ...none];
    return `${id}: ${html.slice(0, 160)} (${why?.message ?? ""})`;
  }));
}
