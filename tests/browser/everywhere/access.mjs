// Checks every page with axe, in the ways that people look at it: no violation of WCAG 2.2 AA or of
// best practices.

import assert from "node:assert/strict";
import { pages, show } from "../pages.mjs";
import { violations } from "../rules/axe.mjs";
import { story } from "../story.mjs";

for (const kind of pages) {
  story(`${kind.name} is accessible`, {}, async (visit) => {
    await show(visit, kind);
    assert.deepEqual(await violations(visit.page), []);
  });
}
