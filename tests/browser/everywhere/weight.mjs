// Every page is light: what a first visit sends over the wire, compressed, and in how many requests.

import assert from "node:assert/strict";
import { nearby, until } from "../browser.mjs";
import { pages, show } from "../pages.mjs";
import { load } from "../wire.mjs";
import { story } from "../story.mjs";

// Without the map, which is one file for all pages.
const LIMIT_BYTES = 40_000;
const LIMIT_REQUESTS = 6;

for (const kind of pages) {
  story(`${kind.name} is light`, { base: nearby }, async (visit) => {
  });
}
