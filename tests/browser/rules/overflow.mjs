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

/** The elements that make the page scroll sideways, as sentences. */
export const overflow = (page) => page.evaluate(look);
