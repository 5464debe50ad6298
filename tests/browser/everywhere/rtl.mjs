// Every page works from right to left: nothing makes it scroll sideways.

import assert from "node:assert/strict";
import { pages, show } from "../pages.mjs";
import { overflow } from "../rules/overflow.mjs";
import { story } from "../story.mjs";

for (const kind of pages) {
  story(`${kind.name} fits the screen from right to left`, {}, async (visit) => {
    const { page } = visit;
    await show(visit, kind);
    await page.evaluate(() => { document.documentElement.dir = "rtl"; });
    const faults = await overflow(page);
    await page.setViewportSize({ width: 360, height: 740 });
    faults.push(...await overflow(page));
    assert.deepEqual(faults, []);
  });
}
