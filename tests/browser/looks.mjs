// Takes full-page screenshots of the main pages and of the editing pages: phone and wide screen,
// light and dark.
//
// node looks.mjs FOLDER, with the environment of browser.mjs

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Visit, quit, seen } from "./browser.mjs";
import { editPages, showEditPage } from "./edit_pages.mjs";
import { editingServer } from "./editors.mjs";
import { pages, show } from "./pages.mjs";

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const SKIPPED = /^some |value/;
const shown = pages.filter(({ name }) => !SKIPPED.test(name));

let count = 0;
async function take({ page }, { name }, width, colorScheme) {
  await page.waitForLoadState("networkidle");
  const file = name.replace(/^(the|an?) /, "").replaceAll(/[ ,']+/g, "-");
  await page.screenshot({ path: join(folder, `${file}-${width}-${colorScheme}.png`), fullPage: true });
  count += 1;
}

const server = await editingServer();
for (const width of [360, 1280]) {
  const height = width === 360 ? 740 : 900;
  for (const colorScheme of ["light", "dark"]) {
    const visit = await Visit.begin({ width, height, colorScheme });
    for (const kind of shown) {
      await show(visit, kind);
      await take(visit, kind, width, colorScheme);
    }
    await visit.end();
  }
}
// The form with all parts open is too long for a picture.
for (const kind of editPages.filter(({ name }) => !/all parts open/.test(name))) {
  const visit = await Visit.begin({ base: seen(server.url) });
  await showEditPage(visit, server, kind);
  for (const width of [360, 1280]) {
    await visit.page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
    for (const colorScheme of ["light", "dark"]) {
      await visit.page.emulateMedia({ colorScheme });
      await take(visit, kind, width, colorScheme);
    }
  }
  await visit.end();
}
await server.end();
await quit();
console.log(`${count} screenshots in ${folder}`);
