// A visitor who uses only a keyboard, and sees where the focus is.

import assert from "node:assert/strict";

// Runs in the page: returns the focused element, and faults in how its focus shows.
function look() {
  const it = document.activeElement;
  if (!it || it === document.body) return { place: null, faults: [] };
  window.stops ??= [];
  if (!window.stops.includes(it)) window.stops.push(it);
  const faults = [];
  const box = it.getBoundingClientRect();
  const name = `${it.localName}${it.id ? `#${it.id}` : ""} “${(it.getAttribute("aria-label") ?? it.textContent ?? "").trim().slice(0, 40)}”`;
  // Countries on a map show their focus by a shape drawn on top.
  const isRinged = it.closest("[data-map]")?.querySelector(".map-ring[href]");
  const { outlineStyle, outlineWidth } = getComputedStyle(it);
  if (!isRinged && (outlineStyle === "none" || parseFloat(outlineWidth) === 0)) faults.push(`${name} shows no focus`);
  if (box.width === 0 || box.height === 0) faults.push(`${name} has no size`);
  const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!isInView) faults.push(`${name} is out of view`);
  const exit = document.getElementById("exit")?.getBoundingClientRect();
  const isUnderExit = exit && it.id !== "exit"
    && exit.left <= box.left && exit.right >= box.right && exit.top <= box.top && exit.bottom >= box.bottom;
  if (isUnderExit) faults.push(`${name} is hidden by the exit`);
  return { place: { name, at: window.stops.indexOf(it), id: it.id, href: it.getAttribute("href") }, faults };
}

/** Returns the focused element; fails if its focus does not show. */
export async function focus(page) {
  const { place, faults } = await page.evaluate(look);
  assert.deepEqual(faults, []);
  return place;
}

/** Presses a key until the focused element matches `selector`; fails after `limit` presses. */
export async function keyTo(page, selector, { key = "Tab", limit = 400 } = {}) {
  for (let time = 0; time < limit; time += 1) {
    await page.keyboard.press(key);
    await focus(page);
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`${key} does not reach ${selector}`);
}

/** Presses Tab from the start of the page to its end; returns the stops, in order. */
export async function walk(page, limit = 1200) {
  const stops = [];
  for (let time = 0; time < limit; time += 1) {
    await page.keyboard.press("Tab");
    const place = await focus(page);
    if (place === null || (stops.length > 0 && place.at === 0)) return stops;
    assert(place.at >= stops.length, `the focus went back to ${place.name}`);
    stops.push(place);
  }
  return assert.fail(`the end is not reached within ${limit} stops`);
}
