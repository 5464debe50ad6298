// Takes full-page screenshots of the main pages: phone and wide screen, light and dark.
//
// node looks.mjs FOLDER, with the environment of browser.mjs

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Visit, quit } from "./browser.mjs";
import { pages, show } from "./pages.mjs";

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const SKIPPED = /^some |value/;
const shown = pages.filter(({ name }) => !SKIPPED.test(name));

let count = 0;
for (const width of [360, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    const visit = await Visit.begin({ width, height: width === 360 ? 740 : 900, colorScheme });
    for (const kind of shown) {
      await show(visit, kind);
      await visit.page.waitForLoadState("networkidle");
      const name = kind.name.replace(/^(the|an?) /, "").replaceAll(" ", "-");
      await visit.page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      count += 1;
    }
    await visit.end();
  }
}
await quit();
console.log(`${count} screenshots in ${folder}`);
