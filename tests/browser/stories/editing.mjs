// Editors change profiles in a browser: from signing in to what readers see.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { Profiles, editingServer, enterKey, field, press, profile, rearrange, signIn } from "../editors.mjs";
import { bothWays } from "../story.mjs";

let server;
let profiles;
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

  await field(page, "/founded").fill("1977");
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
  await field(page, `${at}/claim`).fill("Trained 40 judges.");
  await field(page, `${at}/reported_by`).fill("The Ministry of Justice");
  await field(page, `${at}/kind`).selectOption("output");
  await field(page, `${at}/places`).fill("Ghana\nTogo");
  await rearrange(page, `cite ${at}/sources`, `[name="${source}/title"]`);
  assert.equal(await field(page, `${at}/claim`).inputValue(), "Trained 40 judges.");
  await field(page, `${source}/title`).fill("Yearbook of the courts");
  await field(page, `${source}/url`).fill("https://courts.example/yearbook");
  await field(page, `${source}/retrieved`).fill("2026-05-14");
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
  const first = await field(page, "/outcomes/0/claim").inputValue();
  const second = await field(page, "/outcomes/1/claim").inputValue();
  await rearrange(page, "down /outcomes/0", "[id=\"/outcomes/1\"]");
  await page.waitForFunction((claim) => document.querySelector("[name='/outcomes/0/claim']").value === claim, second);
  assert.equal(await field(page, "/outcomes/1/claim").inputValue(), first);
  await rearrange(page, "remove /outcomes/1", "[id=\"/outcomes/0\"]");
  await page.waitForFunction((claim) => document.querySelector("[name='/outcomes/1/claim']").value !== claim, first);
  const terms = page.locator("fieldset[id='/sectors']");
  await terms.locator("summary", { hasText: "Choose from" }).click();
  const box = terms.locator("details input:not(:checked)").first();
  const term = await box.getAttribute("value");
  await box.check();
  await press(page, "keep");
  await page.getByRole("status").getByText("Your draft is kept").waitFor();
  assert(await terms.locator(`.chosen input[value="${term}"]`).isChecked(), "the term is among those that are chosen");
  assert.deepEqual(await profile(server, slug), before, "nothing is public yet");
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
  await page.getByRole("status").getByText("version 2").waitFor();
  await visit.open(`/organizations/${slug}`, 410);
  await page.locator("main").getByRole("link", { name: "Polaris" }).waitFor();

  await page.goto(`/edit/organizations/${slug}/restore/1`);
  await page.getByLabel("Note").fill("It was the wrong one");
  await page.getByRole("button", { name: "Restore version 1" }).click();
  await page.getByRole("status").getByText("version 3").waitFor();
  await visit.open(`/organizations/${slug}`);
  await page.getByRole("heading", { level: 1, name }).waitFor();
});
