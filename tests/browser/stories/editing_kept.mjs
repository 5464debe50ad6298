// Nothing that an editor typed is lost: by mistakes, a session that ended, the back button, a reload.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { Profiles, editingServer, enterKey, field, fill, press, profile, signIn, typed } from "../editors.mjs";
import { bothWays } from "../story.mjs";

let server;
let profiles;
before(async () => {
  server = await editingServer();
  profiles = await Profiles.of(server);
}, { timeout: 90_000 });
after(() => server?.end());

const here = () => ({ base: seen(server.url) });

const SUMMARY = "A text with “quotes”, &amp; & %2B + more.\n\nIts second paragraph.";

bothWays("all mistakes are shown at their fields, with all that was typed", here, async (visit) => {
  const { page } = visit;
  await signIn(visit, server.editor, `/edit/organizations/${profiles.next()}`);
  await fill(page, {
    "/framing/summary": SUMMARY,
    "/founded": "long ago",
    "/headquarters/country": "Atlantis",
    "/website": "no website",
  });
  await press(page, "check");
  const listed = page.locator("#mistakes");
  await listed.getByRole("heading", { name: "There are 3 mistakes" }).waitFor();
  for (const [name, text] of [["/founded", "long ago"], ["/headquarters/country", "Atlantis"], ["/website", "no website"]]) {
    const input = await field(page, name);
    assert.equal(await input.inputValue(), text);
    assert.equal(await input.getAttribute("aria-invalid"), "true", name);
    const ids = (await input.getAttribute("aria-describedby")).split(" ");
    const described = await page.evaluate((all) => all.map((id) => document.getElementById(id).textContent).join(" "), ids);
    await listed.locator(`a[href="#${name}"]`).click();
    assert(await input.evaluate((it) => it.matches(":target")), `the link goes to ${name}`);
    const listedAs = await listed.locator(`a[href="#${name}"]`).innerText();
    const message = listedAs.slice(listedAs.indexOf(": ") + 2);
    assert.notEqual(message, listedAs, "the list names the field");
    assert(described.includes(message), `${name} is described by “${message}”: ${described}`);
  }
  assert.equal(await typed(page, "/framing/summary"), SUMMARY);
});

bothWays("a form is sent again after the session ended in another tab", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  await signIn(visit, server.editor, `/edit/organizations/${slug}`);
  await fill(page, { "/framing/summary": SUMMARY });
  const other = await visit.context.newPage();
  await other.goto("/edit");
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.getByLabel("API key").waitFor();
  await other.close();
  await press(page, "check");
  await page.getByText("Your session has ended").waitFor();
  visit.expectStatus(401);
  await enterKey(visit, "asd_key_wrong");
  visit.expectStatus(401);
  await enterKey(visit, server.editor);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("region", { name: "What changes" }).waitFor();
  await press(page, "save");
  await page.getByRole("status").getByText("version 2").waitFor();
  assert.equal((await profile(server, slug)).framing.summary, SUMMARY);
  visit.expectStatus(401);
});

bothWays("a form is sent again with another key after the first was revoked", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const name = `Revoked ${slug}`.slice(0, 40);
  const key = await server.key({ name });
  await signIn(visit, key, `/edit/organizations/${slug}`);
  await fill(page, { "/acronym": slug.toUpperCase() });
  await press(page, "keep");
  await fill(page, { "/framing/summary": SUMMARY });
  await server.keys("revoke", key.split("_")[2]);
  await press(page, "check");
  await page.getByText("Your session has ended").waitFor();
  visit.expectStatus(401);
  await enterKey(visit, server.editor);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("status").getByText("belongs to another key").waitFor();
  await press(page, "check");
  await page.getByRole("region", { name: "What changes" }).waitFor();
  await press(page, "save");
  const after = await profile(server, slug);
  assert.deepEqual([after.framing.summary, after.acronym], [SUMMARY, slug.toUpperCase()]);
});

bothWays("the back button and a reload show what was typed", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  await signIn(visit, server.editor, `/edit/organizations/${slug}`);
  await fill(page, { "/framing/summary": SUMMARY });
  await press(page, "check");
  await page.getByRole("region", { name: "What changes" }).waitFor();
  await page.reload();
  await page.getByRole("region", { name: "What changes" }).waitFor();
  await page.goBack();
    assert.equal(await typed(page, "/framing/summary"), SUMMARY, "after going back");
  await fill(page, { "/acronym": "BACK" });
  await press(page, "keep");
  await page.reload();
  assert.deepEqual(
    [await typed(page, "/framing/summary"), await typed(page, "/acronym")],
    [SUMMARY, "BACK"],
    "after a reload",
  );
  await page.goto("/edit/drafts");
  await page.locator("main").getByRole("listitem").getByRole("link").first().click();
  assert.equal(await typed(page, "/acronym"), "BACK", "from the list of drafts");
  assert.equal((await profile(server, slug)).acronym === "BACK", false, "nothing is public");
});
