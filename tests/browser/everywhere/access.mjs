// Every page through axe, light and dark: no violation of WCAG 2.2 AA, nor of what is good practice.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Visit, load } from "../browser.mjs";
import { pages, show } from "../pages.mjs";

const source = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violations(page) {
  const found = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }),
    TAGS,
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html, any, all, none }) => {
    const [why] = [...any, ...all, ...none];
    return `${id}: ${html.slice(0, 160)} (${why?.message ?? ""})`;
  }));
}

for (const kind of pages) {
  test(`${kind.name} is accessible`, { timeout: 120_000 }, async () => {
    const visit = await Visit.begin({ colorScheme: "light" });
    const { page } = visit;
    try {
      await show(visit, kind);
      // The policy of the page forbids scripts of others in its markup; this is the driver's own way in.
      await page.evaluate(source);
      const faults = await violations(page);
      await page.emulateMedia({ colorScheme: "dark" });
      faults.push(...(await violations(page)).map((fault) => `dark, ${fault}`));
      await page.setViewportSize({ width: 360, height: 640 });
      faults.push(...(await violations(page)).map((fault) => `narrow, ${fault}`));
      assert.deepEqual([...new Set(faults)], []);
    } finally {
      await visit.end();
    }
  });
}
