// Helpers for the list on the first page.

/** The names of the listed organizations, in order. */
export const names = (page) => page.locator(".rows h2 a").allInnerTexts();

/** The number of results. */
export const total = async (page) => parseInt(await page.locator("#total").innerText(), 10) || 0;

/** The number of ticked boxes. */
export const ticked = (page) => page.locator("#facets input:checked").count();

/** Ticks a box; opens its section first if that is closed. */
export async function tick(page, id) {
  const box = page.locator(`#${id}`);
  if (!await box.isVisible()) await page.locator("details", { has: box }).last().locator("> summary").click();
  await box.check();
}

/** Marks the window. The mark is lost when the browser loads another page. */
export const mark = (page) => page.evaluate(() => { window.isSamePage = true; });
export const isMarked = (page) => page.evaluate(() => window.isSamePage === true);
