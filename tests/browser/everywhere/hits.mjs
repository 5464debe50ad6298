// A pointer reaches every visible link and control of every page, on a wide screen, a tablet and a
// phone: nothing covers them.

import assert from "node:assert/strict";
import { pages, show } from "../pages.mjs";
import { covered } from "../rules/covered.mjs";
import { story } from "../story.mjs";

const SCREENS = [[1280, 900], [1024, 768], [360, 740]];

for (const kind of pages) {
  story(`nothing covers a link or a control of ${kind.name}`, {}, async (visit) => {
    await show(visit, kind);
    const faults = [];
    for (const [width, height] of SCREENS) faults.push(...await covered(visit.page, width, height));
    assert.deepEqual(faults, []);
  });
}
