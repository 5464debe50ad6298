// A browser test: the story of one visitor.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Visit, isRunning, quit } from "./browser.mjs";

after(quit);

/**
 * A test in which a visitor does something. Every visit must also obey the rules for all pages (see
 * `faults`). `options` are those of `begin`, or a function that returns them when the test runs.
 */
export function story(name, options, tell) {
  test(name, { timeout: 90_000 }, async (t) => {
    try {
      await tellOnce(options, tell);
    } catch (error) {
      if (await isRunning()) throw error;
      // The crash of a browser says nothing about the page, unless it crashes every time.
      t.diagnostic(`the browser crashed, so the story starts again: ${error.message}`);
      await tellOnce(options, tell);
    }
  });
}

async function tellOnce(options, tell) {
  const visit = await Visit.begin(typeof options === "function" ? options() : options);
  try {
    await tell(visit);
    assert.deepEqual(await visit.faults(), [], "violations of the rules for every page");
  } finally {
    if (await isRunning()) await visit.end();
  }
}

/** Runs a story with JavaScript and without. */
export function bothWays(name, options, tell) {
  story(name, options, tell);
  const plain = (chosen) => ({ ...chosen, javaScriptEnabled: false });
  const without = typeof options === "function" ? () => plain(options()) : plain(options);
  story(`${name}, without JavaScript`, without, tell);
}
