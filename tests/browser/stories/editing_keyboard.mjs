// Editing with only a keyboard.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { seen } from "../browser.mjs";
import { editingServer, isOfSession, profile } from "../editors.mjs";
import { focus, keyTo, walk } from "../keys.mjs";
import { bothWays, story } from "../story.mjs";

let server;
before(async () => {
  server = await editingServer();
}, { timeout: 90_000 });
after(() => server?.end());

const slugs = ["unseen", "apne-aap-women-worldwide"];

bothWays("sign in, correct a year and save it, without a mouse", () => ({ base: seen(server.url) }), async (visit) => {
  const { page } = visit;
  const { keyboard } = page;
  const slug = slugs.shift();
  visit.mayKeep = isOfSession;
  await page.goto(`/edit/organizations/${slug}`);
  await keyTo(page, "#key");
  await keyboard.type(server.editor);
  await keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();

  // The first stops lead to the sections.
  await keyTo(page, "a[href='#about-it']", { limit: 40 });
  await keyboard.press("Enter");
  await keyTo(page, "[name='/founded']", { limit: 60 });
  await keyboard.press("Control+a");
  await keyboard.type("1979");
  // The buttons are above the form too.
  await keyTo(page, "button[value=check]", { key: "Shift+Tab", limit: 40 });
  await keyboard.press("Enter");
  await page.getByRole("region", { name: "What changes" }).waitFor();
  await keyTo(page, "#note", { limit: 60 });
  await keyboard.type("By keyboard");
  await keyTo(page, "button[value=save]", { limit: 3 });
  await keyboard.press("Enter");
  await page.getByRole("status").getByText("version 2").waitFor();
  assert.equal((await profile(server, slug)).founded, 1979);
});

story("Tab goes through the form of a profile, and out again", () => ({ base: seen(server.url) }), async (visit) => {
  const { page } = visit;
  visit.mayKeep = isOfSession;
  await page.goto("/edit/new");
  await keyTo(page, "#key");
  await page.keyboard.type(server.editor);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  const stops = await walk(page);
  assert.equal(stops[0].id, "exit");
  assert(stops.length > 60, `${stops.length} stops`);
  await focus(page);
});
