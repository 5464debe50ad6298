// Two editors change one profile at a time.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { Profiles, editingServer, fill, press, profile, signIn } from "../editors.mjs";
import { bothWays } from "../story.mjs";

let server;
let profiles;
before(async () => {
  server = await editingServer();
  profiles = await Profiles.of(server);
}, { timeout: 90_000 });
after(() => server?.end());

const here = () => ({ base: seen(server.url) });

/** Values that no other profile has: one that has them too would have to be confirmed. */
const own = (slug) => ({ acronym: slug.slice(0, 12).toUpperCase(), website: `https://${slug}.example/` });

const meanwhile = (slug, changes) => server.write("PATCH", slug, changes, "application/merge-patch+json");

bothWays("of parts that both changed, an editor chooses one; all others are merged", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const { founded, summary } = await profile(server, slug);
  const { acronym, website } = own(slug);
  await signIn(visit, server.editor, `/edit/organizations/${slug}`);
  await fill(page, { "/founded": "1901", "/summary": "My summary.", "/acronym": acronym });
  await meanwhile(slug, { founded: 1902, summary: "Their summary.", website });
  await press(page, "check");

  await page.getByRole("heading", { level: 1, name: /^Changed meanwhile/ }).waitFor();
  const year = page.getByRole("group", { name: "Year of founding" });
  const text = page.getByRole("group", { name: "Summary" });
  for (const [part, words] of [[year, [String(founded ?? "nothing"), "1902", "1901"]], [text, [summary, "Their summary.", "My summary."]]]) {
    const shown = (await part.innerText()).replaceAll(/\s+/g, " ");
    const places = words.map((word) => shown.indexOf(word));
    assert(places.every((place) => place >= 0), `${shown} has ${words}`);
    assert.deepEqual(places, places.toSorted((a, b) => a - b), "first the origin, then now, then mine");
  }
  await page.getByRole("region", { name: "Merged for you" }).getByText(website).waitFor();
  assert.equal(await page.locator("input[type=radio]:checked").count(), 0, "nothing is chosen yet");
  await year.getByLabel("Keep what is there now").check();
  await text.getByLabel("Take yours").check();
  await press(page, "merge");

  const changes = await page.getByRole("region", { name: "What changes" }).innerText();
  assert(changes.includes("My summary.") && changes.includes(acronym), changes);
  assert(!changes.includes("1901") && !changes.includes(website), changes);
  await press(page, "save");
  await page.getByRole("status").getByText("version 3").waitFor();
  const after = await profile(server, slug);
  assert.deepEqual(
    [after.founded, after.summary, after.acronym, after.website],
    [1902, "My summary.", acronym, website],
  );
});

bothWays("a change that arrives between checking and saving is merged too", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const { acronym } = own(slug);
  await signIn(visit, server.editor, `/edit/organizations/${slug}`);
  await fill(page, { "/acronym": acronym });
  await press(page, "check");
  await meanwhile(slug, { founded: 1902 });
  await page.getByLabel("Why do you make this change?").fill("The acronym");
  await press(page, "save");
  await page.getByRole("heading", { level: 1, name: /^Changed meanwhile/ }).waitFor();
  assert.equal(await page.getByRole("radio").count(), 0, "nothing to choose");
  await page.getByRole("region", { name: "Merged for you" }).getByText("1902").waitFor();
  await press(page, "merge");
  assert.equal(await page.getByLabel("Why do you make this change?").inputValue(), "The acronym");
  await press(page, "save");
  await page.getByRole("status").getByText("version 3").waitFor();
  const after = await profile(server, slug);
  assert.deepEqual([after.founded, after.acronym], [1902, acronym]);
});
