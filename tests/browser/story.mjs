// A test of the pages: a story of one visitor.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Visit, quit } from "./browser.mjs";

after(quit);

/**
 * A test: what a visitor does. Whatever it is, the visit leaves nothing behind. `options` are those of
 * `begin`, or a function that makes them once the test runs.
 */
export function story(name, options, tell) {
  test(name, { timeout: 90_000 }, async () => {
    const visit = await Visit.begin(typeof options === "function" ? options() : options);
    try {
      await tell(visit);
      assert.deepEqual(await visit.faults(), [], "what no page may do");
    } finally {
      await visit.end();
    }
  });
}

/** The same story twice: with JavaScript and without. */
export function bothWays(name, options, tell) {
  story(name, options, tell);
  const plain = (chosen) => ({ ...chosen, javaScriptEnabled: false });
  const without = typeof options === "function" ? () => plain(options()) : plain(options);
  story(`${name}, without JavaScript`, without, tell);
}
