// One editing page of every kind, for the tests of all pages.

import { enterKey, fill, isOfSession, press, rearrange, signIn } from "./editors.mjs";

const PROFILE = "/edit/organizations/unseen";

/** Opens a form with a new draft, types a value, and checks the changes. */
async function change(visit, path, values) {
  const { page } = visit;
  await page.goto(path);
  await fill(page, values);
  await press(page, "check");
}

/** Another editor writes to a profile while a draft of it is open. */
async function overtake(visit, server, slug, changes) {
  await change(visit, `/edit/organizations/${slug}`, changes.mine);
  await server.write("PATCH", slug, changes.theirs, "application/merge-patch+json");
  await visit.page.reload();
}

/** Uploads a table with these lines, and checks it. */
async function checkTable({ page }, lines) {
  await page.goto("/edit/imports/new");
  const buffer = Buffer.from(lines.join("\n"));
  await page.getByLabel("A file").setInputFiles({ name: "table.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Check the table" }).click();
  await page.waitForLoadState();
}

/**
 * `open(visit, server)` shows the page, in a visit that is signed in with the key `as` unless that is
 * null; `status` is its expected status.
 */
export const editPages = [
  { name: "the page for signing in", as: null, open: ({ page }) => page.goto("/edit/sign-in") },
  {
    name: "a refused key",
    as: null,
    status: 401,
    open: async (visit) => {
      await visit.page.goto("/edit/sign-in");
      await enterKey(visit, "asd_key_wrong");
    },
  },
  { name: "the profiles that are due", open: ({ page }) => page.goto("/edit") },
  { name: "the changes of all editors", open: ({ page }) => page.goto("/edit/changed") },
  { name: "the changes of an editor without any", as: "admin", open: ({ page }) => page.goto("/edit/mine") },
  { name: "the withdrawn organizations", open: ({ page }) => page.goto("/edit/withdrawn") },
  {
    name: "organizations found to edit",
    open: async ({ page }) => {
      await page.goto("/edit");
      await page.getByLabel("Search for an organization to edit").fill("unseen");
      await page.getByRole("button", { name: "Search", exact: true }).click();
      await page.getByRole("heading", { name: /organization/ }).first().waitFor();
    },
  },
  { name: "the drafts of an editor without any", as: "admin", open: ({ page }) => page.goto("/edit/drafts") },
  {
    name: "the form of a profile, with all parts open",
    open: async ({ page }) => {
      await page.goto(PROFILE);
      await page.evaluate(() => document.querySelectorAll("main details").forEach((it) => { it.open = true; }));
    },
  },
  {
    name: "the form of a profile with mistakes",
    open: (visit) => change(visit, "/edit/organizations/apne-aap-women-worldwide", { "/name": "", "/founded": "long ago", "/website": "x", "/headquarters/country": "Atlantis" }),
  },
  {
    name: "the form of a profile with a source added in place",
    open: async ({ page }) => {
      await page.goto("/edit/new");
      await rearrange(page, "add /outcomes", "[name='/outcomes/0/claim']");
      await rearrange(page, "cite /outcomes/0/sources", "[name='/sources/0/title']");
    },
  },
  { name: "the form of a new profile", open: ({ page }) => page.goto("/edit/new") },
  {
    name: "the changes before saving",
    open: (visit) => change(visit, PROFILE, { "/founded": "2009", "/summary": "Unseen runs a helpline, and houses." }),
  },
  {
    name: "a conflict",
    open: (visit, server) => overtake(visit, server, "polaris", {
      mine: { "/founded": "2003", "/acronym": "PLS" },
      theirs: { founded: 2001, website: "https://polaris.example/" },
    }),
  },
  {
    name: "a profile that was just saved",
    open: async (visit) => {
      await change(visit, "/edit/organizations/made-in-a-free-world", { "/acronym": "MFW" });
      await press(visit.page, "save");
    },
  },
  {
    name: "discarding a draft",
    open: async (visit) => {
      await change(visit, "/edit/organizations/polaris", { "/acronym": "PLD" });
      await press(visit.page, "discard");
      await visit.page.getByRole("link", { name: "Keep the draft" }).waitFor();
    },
  },
  { name: "the drafts of an editor", open: ({ page }) => page.goto("/edit/drafts") },
  { name: "withdrawing a profile", open: ({ page }) => page.goto(`${PROFILE}/withdraw`) },
  {
    name: "withdrawing a profile with mistakes",
    status: 422,
    open: async ({ page }) => {
      await page.goto(`${PROFILE}/withdraw`);
      await page.getByLabel("Successor").fill("no such organization");
      await page.getByRole("button", { name: "Continue" }).click();
    },
  },
  {
    name: "confirming a withdrawal",
    open: async ({ page }) => {
      await page.goto(`${PROFILE}/withdraw`);
      await page.getByLabel("Reason").fill("It merged with another charity.");
      await page.getByLabel("Successor").fill("Polaris");
      await page.getByRole("button", { name: "Continue" }).click();
    },
  },
  { name: "the versions of a profile", as: "admin", open: ({ page }) => page.goto("/edit/organizations/polaris/history") },
  { name: "restoring a version", open: ({ page }) => page.goto("/edit/organizations/polaris/restore/1") },
  { name: "the imports", as: "admin", open: ({ page }) => page.goto("/edit/imports") },
  {
    name: "reverting an import",
    as: "admin",
    open: async ({ page }) => {
      await page.goto("/edit/imports");
      await page.locator("a[href$='/revert']").first().click();
    },
  },
  { name: "the terms", as: "admin", open: ({ page }) => page.goto("/edit/terms") },
  { name: "a term", as: "admin", open: ({ page }) => page.goto("/edit/terms/focus-areas/bonded-labour") },
  {
    name: "a new term with mistakes",
    as: "admin",
    status: 422,
    open: async ({ page }) => {
      await page.goto("/edit/terms/focus-areas/new");
      await page.getByLabel("Slug").fill("No Slug!");
      await page.getByRole("button", { name: "Save the term" }).click();
    },
  },
  { name: "removing a term", as: "admin", open: ({ page }) => page.goto("/edit/terms/focus-areas/bonded-labour/remove") },
  { name: "redacting a text", as: "admin", open: ({ page }) => page.goto(`${PROFILE}/redact`) },
  { name: "importing a table", as: "admin", open: ({ page }) => page.goto("/edit/imports/new") },
  {
    name: "importing no table",
    as: "admin",
    status: 422,
    open: async ({ page }) => {
      await page.goto("/edit/imports/new");
      await page.getByRole("button", { name: "Check the table" }).click();
    },
  },
  {
    name: "the columns of a table",
    as: "admin",
    open: (visit) => checkTable(visit, ["Key,Year founded,Zodiac", "unseen,2007,Leo"]),
  },
  {
    name: "the changes of a table",
    as: "admin",
    open: (visit) => checkTable(visit, ["slug,founded,acronym,focus_areas", "unseen,2007,=,+bonded-labour", "polaris,,PLR,"]),
  },
  {
    name: "the mistakes of a table",
    as: "admin",
    status: 422,
    open: (visit) => checkTable(visit, ["slug,founded,acronym", "unseen,20o7,U", "polariss,,PLR"]),
  },
  {
    name: "an imported table",
    as: "admin",
    open: async (visit) => {
      // Every time another, because a table without changes cannot be imported.
      const acronym = `LSI ${Date.now()}`;
      await checkTable(visit, ["slug,acronym", `la-strada-international,${acronym}`]);
      await visit.page.getByRole("button", { name: "Import:" }).click();
    },
  },
  { name: "the keys", as: "admin", open: ({ page }) => page.goto("/edit/keys") },
  {
    name: "revoking a key",
    as: "admin",
    open: async ({ page }) => {
      await page.goto("/edit/keys");
      await page.locator("a[href$='/revoke']").first().click();
    },
  },
  { name: "a page that the role does not allow", status: 403, open: ({ page }) => page.goto("/edit/keys") },
].map((page) => ({ status: 200, as: "editor", ...page }));

// The cookies of sessions by server and role: signing in for each page takes time.
const sessions = new Map();

/** Signs in with the key of a role, or continues the session that an earlier visit began. */
async function continueSession(visit, server, role) {
  const name = `${server.url} ${role}`;
  if (sessions.has(name)) {
    visit.mayKeep = isOfSession;
    await visit.context.addCookies(sessions.get(name));
  } else {
    await signIn(visit, server[role]);
    sessions.set(name, await visit.context.cookies());
  }
}

/** Shows a page in a visit, signed in with the right key; returns the last response that was a page. */
export async function showEditPage(visit, server, { as, open, status }) {
  const { page } = visit;
  const documents = [];
  const keep = (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && ![302, 303, 304].includes(response.status())) documents.push(response);
  };
  if (as) await continueSession(visit, server, as);
  page.on("response", keep);
  await open(visit, server);
  await page.waitForLoadState("load");
  page.off("response", keep);
  const last = documents.at(-1);
  if (last?.status() !== status) throw new Error(`${page.url()} returned ${last?.status()}, not ${status}`);
  if (status >= 400) visit.expectStatus(status);
  return last;
}
