// The page fits the width of the screen (WCAG 1.4.10): nothing makes it scroll sideways.

// Runs in the page: returns a sentence that names the elements that are too wide, or nothing.
function look() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const isRightToLeft = getComputedStyle(document.documentElement).direction === "rtl";
  const wide = [...document.querySelectorAll("body *")]
    .filter((it) => {
      const { left, right } = it.getBoundingClientRect();
      return isRightToLeft ? left < -1 : right > clientWidth + 1;
    })
    .map((it) => `${it.localName}.${it.className.baseVal ?? it.className}`);
  return [`${scrollWidth} px wide on a screen of ${clientWidth}: ${[...new Set(wide)].slice(0, 8).join(", ")}`];
}

/** The elements that make the page scroll sideways at a width, as sentences. */
export async function overflow(page, width) {
  await page.setViewportSize({ width, height: 740 });
  return page.evaluate(look);
}

/** The same from right to left, on a wide screen and a phone. */
export async function overflowFromRightToLeft(page) {
  const turn = (dir) => page.evaluate((value) => { document.documentElement.dir = value; }, dir);
  await turn("rtl");
  const faults = [...await overflow(page, 1280), ...await overflow(page, 360)];
  await turn("ltr");
  return faults.map((fault) => `from right to left: ${fault}`);
}
