// Every page is light: the bytes and the requests of a first visit.

import assert from "node:assert/strict";
import { compressed } from "../browser.mjs";
import { pages, show } from "../pages.mjs";
import { Wire } from "../wire.mjs";
import { story } from "../story.mjs";

const LIMIT_BYTES = 40_000;
const LIMIT_REQUESTS = 6;

// Results of a private search were preceded by the form, which has the limit.
for (const kind of pages.filter(({ body }) => !body)) {
  story(`${kind.name} is light`, { base: compressed }, async (visit) => {
    const wire = await Wire.of(visit);
    await show(visit, kind);
    const { files, requests, bytes } = await wire.load();
    const list = files.map((file) => `${file.bytes} ${file.path} (${file.coding})`).join(", ");
    assert(bytes <= LIMIT_BYTES, `${bytes} bytes: ${list}`);
    assert(requests <= LIMIT_REQUESTS, `${requests} requests: ${list}`);
    if (kind.status === 200) assert.deepEqual(files.filter(({ coding }) => coding !== "br"), [], "sent without brotli");
  });
}
