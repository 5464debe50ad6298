// Forced colours, as in the contrast themes of Windows: the current page is marked in the navigation,
// and the exit is a button.

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

/**
 * The faults of the page in forced colours, on a wide screen and in the open menu of a phone, and
 * whether the navigation marks it. Changes the screen and the media of the page.
 */
export async function inForcedColours(page) {
  await page.emulateMedia({ forcedColors: "active" });
  await page.setViewportSize({ width: 1280, height: 900 });
  const { faults, isMarked } = await page.evaluate(look);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Menu" }).click();
  const onPhone = (await page.evaluate(look)).faults;
  await page.keyboard.press("Escape");
  await page.emulateMedia({ forcedColors: "none" });
  return {
    faults: [...faults, ...onPhone.map((fault) => `on a phone: ${fault}`)].map((fault) => `forced colours: ${fault}`),
    isMarked,
  };
}
