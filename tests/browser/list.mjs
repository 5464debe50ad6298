// The list of the first page, as the stories read and use it.

/** The names of the organizations that are shown, in order. */
export const names = (page) => page.locator(".rows h2 a").allInnerTexts();

/** How many were found. */
export const total = async (page) => parseInt(await page.locator("#total").innerText(), 10) || 0;

/** How many boxes are ticked. */
export const ticked = (page) => page.locator("#facets input:checked").count();

/** Ticks a box, behind whatever is closed over it. */
export async function tick(page, id) {
  const box = page.locator(`#${id}`);
  if (!await box.isVisible()) await page.locator("details", { has: box }).last().locator("> summary").click();
  await box.check();
}

/** A page keeps what is written into its window until another is loaded. */
export const mark = (page) => page.evaluate(() => { window.isSamePage = true; });
export const isMarked = (page) => page.evaluate(() => window.isSamePage === true);
