// The hit test: nothing may cover a link or a control.

// Runs in the page: returns the visible links and controls that a pointer cannot reach, as sentences.
function look() {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, label";
  const nameOf = (it) => {
    const label = (it?.getAttribute("aria-label") ?? it?.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 30);
    return it ? `${it.localName}${it.id ? `#${it.id}` : ""} “${label}”` : "nothing";
  };
  // A click on a label also reaches its control.
  const reaches = (hit, it) => hit !== null && (it.contains(hit) || hit.closest("label")?.control === it);
  const middles = (boxes) => [...boxes]
    .filter(({ width, height }) => width > 1 && height > 1)
    .map(({ left, top, width, height }) => [left + width / 2, top + height / 2]);
  const isOnScreen = ([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  const hitsOf = (it) => {
    // A line of text that wraps has a box for each line; a link in a drawing has gaps between its shapes.
    const own = middles(it.getClientRects());
    const points = it.namespaceURI.endsWith("svg")
      ? [...own, ...[...it.querySelectorAll("*")].flatMap((shape) => middles([shape.getBoundingClientRect()]))]
      : own;
    return points.filter(isOnScreen).map(([x, y]) => document.elementFromPoint(x, y));
  };
  // Text for screen readers, and links that appear when they get the focus.
  const isForLater = (it) => {
    for (let at = it; at; at = at.parentElement) {
      if (/^inset\(50%|^rect\(/.test(getComputedStyle(at).clipPath)) return true;
    }
    return it.matches("a[href^='#']") && it.getBoundingClientRect().right + scrollX <= 0;
  };
  const faults = [];
  for (const it of document.querySelectorAll(CONTROLS)) {
    // The shapes of small countries lie on each other; the keyboard and the table reach all.
    if (it.disabled || it.closest("[data-map]")) continue;
    if (!it.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (middles(it.getClientRects()).length === 0) continue;
    // The title of a part that is always open on this screen.
    if (it.localName === "summary" && getComputedStyle(it).pointerEvents === "none") continue;
    let hits = hitsOf(it);
    if (hits.some((hit) => reaches(hit, it))) continue;
    it.scrollIntoView({ block: "center", inline: "center" });
    hits = hitsOf(it);
    if (hits.some((hit) => reaches(hit, it)) || isForLater(it)) continue;
    faults.push(hits.length > 0 ? `${nameOf(it)} is covered by ${nameOf(hits[0])}` : `${nameOf(it)} is off the screen`);
  }
  scrollTo(0, 0);
  return faults;
}

const SCREENS = [[1280, 900], [1024, 768], [360, 740]];

/** The covered links and controls on a wide screen, a tablet and a phone, as sentences. */
export async function covered(page) {
  const faults = [];
  for (const [width, height] of SCREENS) {
    await page.setViewportSize({ width, height });
    // The page's scripts see the new width before the next frame.
    await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
    faults.push(...(await page.evaluate(look)).map((fault) => `at ${width} px: ${fault}`));
  }
  return faults;
}
