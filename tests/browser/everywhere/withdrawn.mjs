// The page of a withdrawn organization obeys the rules for every page. The shipped directory has no
// such organization, so this is a separate server.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { violations } from "../rules/axe.mjs";
import { covered } from "../rules/covered.mjs";
import { inForcedColours } from "../rules/forced_colours.mjs";
import { overflow, overflowFromRightToLeft } from "../rules/overflow.mjs";
import { Server } from "../servers.mjs";
import { story } from "../story.mjs";

let server;
before(async () => {
  server = await Server.start("--rate-limit", "off");
  await server.write("DELETE", "thorn", { reason: "It closed in 2026.", successor: "love146" });
}, { timeout: 90_000 });
after(() => server?.end());

story("the page of a withdrawn organization obeys the rules for every page", () => ({ base: seen(server.url) }),
  async (visit) => {
    const { page } = visit;
    await visit.open("/organizations/thorn", 410);
    const faults = [
      ...await covered(page), ...(await inForcedColours(page)).faults, ...await overflow(page, 320),
      ...await overflowFromRightToLeft(page), ...await violations(page),
    ];
    assert.deepEqual(faults, []);
  });
