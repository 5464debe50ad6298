// Helpers for people who edit: they have a key, and sign in.

import assert from "node:assert/strict";
import { Server } from "./servers.mjs";

/** A server with a key of an editor and one of an admin. */
export async function editingServer() {
  const server = await Server.start("--rate-limit", "off");
  server.editor = await server.key({ name: "Rosa Editor" });
  server.admin = await server.key({ name: "Ada Admin", role: "admin" });
  return server;
}

/** Whether a cookie is that of a session: only for the editing pages, and not readable by scripts. */
export const isOfSession = ({ name, path, httpOnly, sameSite, secure, expires }) => (
  name === "asd_session" && path === "/edit" && httpOnly && sameSite === "Strict" && !secure
  && expires > Date.now() / 1000 + 7 * 3600 && expires < Date.now() / 1000 + 8 * 3600 + 60);

/** Fills in and sends the form for signing in, which must be open. */
export async function enterKey(visit, key) {
  visit.mayKeep = isOfSession;
  await visit.page.getByLabel("API key").fill(key);
  await visit.page.getByRole("button", { name: "Sign in" }).click();
}

/** Opens a path of the editing pages, signs in first, and waits until the page is there. */
export async function signIn(visit, key, path = "/edit") {
  await visit.page.goto(path);
  assert.equal(new URL(visit.page.url()).pathname, "/edit/sign-in", "the editor must sign in first");
  await enterKey(visit, key);
  await visit.page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** Opens the closed parts of the page around something, as an editor would. */
export async function reveal(it) {
  const closed = it.locator("xpath=ancestor::details[not(@open)]");
  while (await closed.count() > 0) await closed.first().locator("> summary").click();
}

/** The field of a form with this name, with the parts around it opened. Names are JSON pointers. */
export async function field(page, name) {
  const found = page.locator(`.edit-form [name="${name}"]`).first();
  await found.waitFor({ state: "attached" });
  await reveal(found);
  return found;
}

/** Types into fields of a form: texts by name. */
export async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await (await field(page, name)).fill(value);
}

/** The present value of a field. */
export const typed = (page, name) => page.locator(`.edit-form [name="${name}"]`).first().inputValue();

/** Presses the button of the form with this value, and waits for the next page. */
export async function press(page, value) {
  const button = page.locator(`button[name=do][value="${value}"]`).last();
  await reveal(button);
  await Promise.all([page.waitForEvent("load"), button.click()]);
}

/** Presses a button that changes the form, and waits for a part of the form that is there then. */
export async function rearrange(page, value, selector) {
  const button = page.locator(`button[name=do][value="${value}"]`).last();
  await reveal(button);
  await button.click();
  await page.locator(selector).first().waitFor({ state: "attached" });
}

/** Slugs of profiles, each given once, so that stories do not disturb each other. */
export class Profiles {
  static async of(server) {
    const profiles = new Profiles();
    const response = await fetch(`${server.url}/api/v1/organizations`);
    const { data } = await response.json();
    profiles.left = data.map(({ slug }) => slug).filter((slug) => slug !== "polaris");
    assert(profiles.left.length > 15, `${profiles.left.length} profiles`);
    return profiles;
  }

  next() {
    return this.left.shift();
  }
}

/** The profile as the API has it now, without the number and the time of its version. */
export async function profile(server, slug) {
  const response = await fetch(`${server.url}/api/v1/organizations/${slug}`);
  assert.equal(response.status, 200, slug);
  const { change, revision, updated_at, ...rest } = await response.json();
  return rest;
}
