// Helpers for the list of organizations.

/** The path of the list. */
export const LIST = "/organizations";

/** The names of the listed organizations, in order. */
export const names = (page) => page.locator(".rows h2 a").allInnerTexts();

/** The number of results. */
export const total = async (page) => parseInt(await page.locator("#total").innerText(), 10) || 0;

/** The number of ticked filters. */
export const ticked = (page) => page.locator("#facets input:checked").count();

/** Ticks a filter; opens its section first if that is closed. */
export async function tick(page, id) {
  const box = page.locator(`#${id}`);
  if (!await box.isVisible()) await page.locator("details", { has: box }).last().locator("> summary").click();
  await box.check();
}

/** Chooses the listed organization at a place, from 0, to compare it; returns its slug. */
export async function choose(page, at) {
  const box = page.locator(".rows input[name=compare]").nth(at);
  await box.check();
  return box.getAttribute("value");
}

/** The slugs that a URL has for a comparison. */
export const chosenIn = (url) => (new URL(url).searchParams.get("compare") ?? "").split(",").filter(Boolean);

/** Marks the window. The mark is lost when the browser loads another page. */
export const mark = (page) => page.evaluate(() => { window.isSamePage = true; });
export const isMarked = (page) => page.evaluate(() => window.isSamePage === true);
