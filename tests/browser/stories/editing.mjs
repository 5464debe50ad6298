// Editors change profiles in a browser: from signing in to what readers see.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { Profiles, editingServer, enterKey, field, fill, press, profile, rearrange, signIn, typed } from "../editors.mjs";
import { bothWays, story } from "../story.mjs";

let server;
let profiles;
let copies = 0;
before(async () => {
  server = await editingServer();
  profiles = await Profiles.of(server);
}, { timeout: 90_000 });
after(() => server?.end());

const here = () => ({ base: seen(server.url) });

/** The requests of a visit that carried a cookie to a page for readers. */
async function cookiesOfReaders(visit) {
  const sent = [];
  for (const request of visit.requests) {
    const { pathname } = new URL(request.url());
    const { cookie } = await request.allHeaders();
    if (cookie && !/^\/edit(\/|$)/.test(pathname)) sent.push(`${request.method()} ${pathname}: ${cookie}`);
  }
  return sent;
}

bothWays("an editor signs in, corrects a year, and signs out; readers get no cookie", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const { name } = await profile(server, slug);
  await page.goto(`/edit/organizations/${slug}`);
  await enterKey(visit, `${server.editor.slice(0, -1)}!`);
  await page.getByRole("alert").getByRole("link", { name: /Copy/ }).waitFor();
  visit.expectStatus(401);
  await enterKey(visit, server.editor);
  await page.getByRole("heading", { level: 1, name: `Edit ${name}` }).waitFor();

  await fill(page, { "/founded": "1977" });
  await press(page, "check");
  const changes = page.getByRole("region", { name: "What changes" });
  assert.match(await changes.innerText(), /\+\s*1977/);
  await page.getByLabel("Why do you make this change?").fill("The register says so");
  await press(page, "save");
  await page.getByRole("status").getByText("version 2").waitFor();

  await page.getByRole("link", { name: "See the public page" }).click();
  await page.waitForURL(`**/organizations/${slug}`);
  await page.locator("main").getByText("1977").first().waitFor();
  await page.goto(`/organizations/${slug}/history`);
  const history = await page.locator("main").innerText();
  for (const words of ["Rosa Editor", "The register says so"]) assert(history.includes(words), history);
  assert.equal((await profile(server, slug)).founded, 1977);

  await page.goto("/edit/drafts");
  await page.getByText("You have no drafts").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key").waitFor();
  assert.deepEqual((await visit.context.cookies()), [], "no cookie after signing out");
  await page.goBack();
  await page.getByLabel("API key").waitFor();
  assert(visit.requests.length > 10, "requests were seen");
  assert.deepEqual(await cookiesOfReaders(visit), []);
});

bothWays("an editor adds a result, and its source in place", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const before = await profile(server, slug);
  const at = `/outcomes/${before.outcomes.length}`;
  const source = `/sources/${before.sources.length}`;
  await signIn(visit, server.editor, `/edit/organizations/${slug}`);
  await rearrange(page, "add /outcomes", `[name="${at}/claim"]`);
  await fill(page, { [`${at}/claim`]: "Trained 40 judges.", [`${at}/reported_by`]: "The Ministry of Justice" });
  await (await field(page, `${at}/kind`)).selectOption("output");
  await fill(page, { [`${at}/places`]: "Ghana\nTogo" });
  await rearrange(page, `cite ${at}/sources`, `[name="${source}/title"]`);
  assert.equal(await typed(page, `${at}/claim`), "Trained 40 judges.");
  await fill(page, {
    [`${source}/title`]: "Yearbook of the courts",
    [`${source}/url`]: "https://courts.example/yearbook",
    [`${source}/retrieved`]: "2026-05-14",
  });
  await press(page, "check");
  const changes = await page.getByRole("region", { name: "What changes" }).innerText();
  for (const words of ["Trained 40 judges.", "Yearbook of the courts"]) assert(changes.includes(words), changes);
  await press(page, "save");
  await page.getByRole("link", { name: "See the public page" }).click();
  await page.locator("main").getByText("Trained 40 judges.").first().waitFor();

  const after = await profile(server, slug);
  assert.equal(after.outcomes.length, before.outcomes.length + 1);
  const { places, sources: [cited] } = after.outcomes.at(-1);
  assert.deepEqual(places, ["GH", "TG"]);
  const added = after.sources.find(({ id }) => id === cited);
  assert.equal(added.title, "Yearbook of the courts");
  assert.deepEqual({ ...after, outcomes: before.outcomes, sources: before.sources }, before, "nothing else changed");
});

bothWays("an editor moves and removes parts, and chooses a term", here, async (visit) => {
  const { page } = visit;
  const slug = "international-justice-mission";
  const before = await profile(server, slug);
  await signIn(visit, server.editor, `/edit/organizations/${slug}`);
  const first = await typed(page, "/outcomes/0/claim");
  const second = await typed(page, "/outcomes/1/claim");
  await rearrange(page, "down /outcomes/0", "[id=\"/outcomes/1\"]");
  await page.waitForFunction((claim) => document.querySelector("[name='/outcomes/0/claim']").value === claim, second);
  assert.equal(await typed(page, "/outcomes/1/claim"), first);
  await rearrange(page, "remove /outcomes/1", "[id=\"/outcomes/0\"]");
  await page.waitForFunction((claim) => document.querySelector("[name='/outcomes/1/claim']").value !== claim, first);
  const terms = page.locator("fieldset[id='/sectors']");
  await terms.locator("summary", { hasText: "Choose from" }).click();
  const box = terms.locator(".tree input:not(:checked)").first();
  const term = await box.getAttribute("value");
  await box.check();
  await press(page, "keep");
  await page.getByRole("status").getByText("Your draft is kept").waitFor();
  assert(await terms.locator(`.chosen input[value="${term}"]`).isChecked(), "the term is among those that are chosen");
  assert.deepEqual(await profile(server, slug), before, "nothing is public yet");
  await press(page, "discard");
  await page.getByRole("link", { name: "Keep the draft" }).waitFor();
  await press(page, "discard");
  await page.getByText("The draft is discarded").waitFor();
});

bothWays("an editor withdraws a profile with a reason and a successor, and restores it", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const { name } = await profile(server, slug);
  await signIn(visit, server.editor, `/edit/organizations/${slug}/withdraw`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.locator("#reason-mistake").waitFor();
  visit.expectStatus(422);
  await page.getByLabel("Reason").fill("It merged with another organization in 2026.");
  await page.getByLabel("Successor").fill("Polaris");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.locator("dl").getByText("It merged with another organization in 2026.").waitFor();
  await page.getByRole("button", { name: "Change the reason" }).click();
  assert.match(await page.getByLabel("Reason").inputValue(), /^It merged/);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Withdraw this profile" }).click();
  await page.getByRole("status").getByText("is withdrawn").waitFor();
  await visit.open(`/organizations/${slug}`, 410);
  await page.locator("main").getByRole("link", { name: "Polaris" }).waitFor();

  await page.goto(`/edit/organizations/${slug}/restore/1`);
  await page.getByLabel("Note").fill("It was the wrong one");
  await page.getByRole("button", { name: "Restore version 1" }).click();
  await page.getByRole("status").getByText("version 3").waitFor();
  await visit.open(`/organizations/${slug}`);
  await page.getByRole("heading", { level: 1, name }).waitFor();
});

bothWays("an editor adds an organization that is like another, and confirms that it is another", here, async (visit) => {
  const { page } = visit;
  copies += 1;
  const slug = `unseen-${copies}`;
  await signIn(visit, server.editor, "/edit/new");
  await fill(page, { "/name": "Unseen", "/slug": slug });
  await press(page, "keep");
  const similar = page.getByRole("region", { name: "Is it one of these?" });
  await similar.getByRole("link", { name: "Unseen", exact: true }).first().waitFor();
  await fill(page, {
    "/summary": "Another organization of this name.",
    "/framing/summary": "It sees a crime.",
    "/method/summary": "It goes to court.",
  });
  for (const [name, term] of [["/focus_areas", "forced-labour"], ["/approaches", "legal-support"]]) {
    await (await field(page, `${name}"][value="${term}`)).check();
  }
  await rearrange(page, "cite /framing/sources", "[name='/sources/0/title']");
  await fill(page, { "/sources/0/title": "Its website", "/sources/0/url": "https://another.example/", "/method/sources/-": "1" });
  await press(page, "check");
  await similar.waitFor();
  await press(page, "save");
  await page.getByRole("alert").getByRole("link", { name: /^Confirm/ }).click();
  await page.getByLabel("this is another organization").check();
  await press(page, "save");
  await page.getByRole("link", { name: "See the public page" }).click();
  await page.waitForURL(`**/organizations/${slug}`);
  await page.locator("main").getByText("Another organization of this name.").first().waitFor();
  const { framing, method, sources } = await profile(server, slug);
  assert.deepEqual([framing.sources, method.sources], [[sources[0].id], [sources[0].id]], "one source, cited twice");
});

bothWays("an editor reads a profile that is due, and says so", here, async (visit) => {
  const { page } = visit;
  await signIn(visit, server.editor);
  const first = page.getByRole("listitem").filter({ has: page.locator("form.verify") }).first();
  const href = await first.getByRole("link").first().getAttribute("href");
  await first.getByLabel(/^Note for the public history/).fill("Read today");
  await first.getByRole("button", { name: /^I read it/ }).click();
  await page.getByText(/^You read /).waitFor();
  const { verified_at: verified } = await profile(server, href.split("/").at(-1));
  assert(Date.now() - Date.parse(verified) < 36 * 3_600_000, `${verified} is today`);
  await page.goto(`${href}/history`);
  await page.locator("main").getByText("Read today").first().waitFor();
});

bothWays("an admin pastes cells of a spreadsheet, sees the changes, imports them, and takes them back", here, async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  const { founded } = await profile(server, slug);
  await signIn(visit, server.admin, "/edit/imports/new");
  const cells = page.getByLabel("Or cells, copied from a spreadsheet");
  await cells.fill(`slug\tfounded\n${slug}\tlong ago\n`);
  await page.getByRole("button", { name: "Check the table" }).click();
  await page.getByRole("heading", { name: /^Row 2, column B/ }).waitFor();
  visit.expectStatus(422);
  const again = page.getByLabel("The cells that you pasted");
  assert.match(await again.inputValue(), /long ago/);
  await again.fill(`slug\tfounded\n${slug}\t1903\n`);
  await page.getByRole("button", { name: "Check the table again" }).click();
  await page.locator("main").getByText("1903").first().waitFor();
  assert.equal((await profile(server, slug)).founded, founded, "nothing is changed before the import");
  await page.getByRole("button", { name: /^Import/ }).click();
  await page.getByText("was imported: it changed 1 profile").waitFor();
  assert.equal((await profile(server, slug)).founded, 1903);
  await page.goto("/edit/imports");
  await page.locator("main").getByRole("link", { name: /^Revert/ }).first().click();
  await page.getByRole("button", { name: "Revert this import" }).click();
  await page.getByText(/^Reverted: /).waitFor();
  assert.equal((await profile(server, slug)).founded, founded);
});

story("an editor on a phone corrects the summary of a profile", () => ({ ...here(), width: 360, height: 640, hasTouch: true }), async (visit) => {
  const { page } = visit;
  const slug = profiles.next();
  await signIn(visit, server.editor);
  await page.getByLabel("Search for an organization to edit").fill((await profile(server, slug)).name);
  await page.getByRole("button", { name: "Search", exact: true }).tap();
  await page.getByRole("link", { name: /^Edit/ }).first().tap();
  await fill(page, { "/summary": "Corrected on a train." });
  const check = page.getByRole("button", { name: "Check the changes" }).last();
  await check.tap();
  await page.getByRole("region", { name: "What changes" }).getByText("Corrected").waitFor();
  await page.getByRole("button", { name: "Save" }).tap();
  await page.getByRole("status").getByText("version").waitFor();
  assert.equal((await profile(server, slug)).summary, "Corrected on a train.");
});
