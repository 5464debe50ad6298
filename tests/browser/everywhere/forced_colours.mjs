// Every page in forced colours, as in the contrast themes of Windows: the current page is marked in
// the navigation, and the exit is a button.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pages, show } from "../pages.mjs";
import { story } from "../story.mjs";

// Runs in the page: returns the faults in the navigation and the exit.
function look() {
  const canvas = getComputedStyle(document.body).backgroundColor;
  // An edge in the colour of the background is not visible.
  const edge = (style, side) => {
    const [kind, width, colour] = ["style", "width", "color"].map((what) => style.getPropertyValue(`${side}-${what}`));
    const isVisible = kind !== "none" && parseFloat(width) > 0 && colour !== canvas && !/, 0\)$/.test(colour);
    return isVisible ? `${width} ${kind} ${colour}` : "none";
  };
  const EDGES = ["border-top", "border-right", "border-bottom", "border-left", "outline"];
  const lookOf = (it, pseudo) => {
    const style = getComputedStyle(it, pseudo);
    const { content, color, backgroundColor, fontWeight, textDecorationLine, textDecorationThickness } = style;
    if (pseudo && content === "none") return "";
    const line = textDecorationLine === "none" ? "none" : `${textDecorationLine} ${textDecorationThickness}`;
    return [...EDGES.map((side) => edge(style, side)), content, color, backgroundColor, fontWeight, line].join("; ");
  };
  const wholeLook = (it) => [lookOf(it), lookOf(it, "::before"), lookOf(it, "::after")].join(" | ");
  const faults = [];
  const links = [...document.querySelectorAll("header nav a[href]")];
  const current = links.filter((it) => it.hasAttribute("aria-current"));
  if (current.length > 1) faults.push(`${current.length} current pages in the navigation`);
  for (const it of current) {
    const same = links.filter((other) => other !== it && wholeLook(other) === wholeLook(it));
    if (same.length > 0) faults.push(`“${it.textContent.trim()}” looks like “${same[0].textContent.trim()}”: ${wholeLook(it)}`);
  }
  const exit = getComputedStyle(document.getElementById("exit"));
  for (const side of EDGES.slice(0, 4)) {
    if (edge(exit, side) === "none") faults.push(`the exit has no ${side}`);
  }
  return { faults, isMarked: current.length === 1 };
}

let marked = 0;
for (const kind of pages) {
  story(`${kind.name} can be used in forced colours`, { forcedColors: "active" }, async (visit) => {
    const { page } = visit;
    await show(visit, kind);
    const { faults, isMarked } = await page.evaluate(look);
    marked += Number(isMarked);
    // The menu of a narrow screen marks the current page in another way.
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole("button", { name: "Menu" }).click();
    faults.push(...(await page.evaluate(look)).faults.map((fault) => `on a phone: ${fault}`));
    assert.deepEqual(faults, []);
  });
}

test("most pages are marked in the navigation", () => {
  assert(marked > pages.length / 2, `only ${marked} of ${pages.length}`);
});
