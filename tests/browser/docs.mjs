// Opens /docs in headless Chromium, as a visitor on another machine would. Fails unless the page
// shows every operation, has no errors, and sends no requests to other hosts, and unless the first
// "Execute" of every GET works.
//
// node docs.mjs <node_modules> <http://host:port>

import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [modules, server] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x"))("playwright-core");

// Browsers trust localhost more than any other name.
const host = "directory.test";
const { hostname, port } = new URL(server);
const origin = `http://${host}:${port}`;

const profile = mkdtempSync(join(tmpdir(), "docs-browser-"));
const mistakes = [];
const requests = [];

const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--host-resolver-rules=MAP ${host} ${hostname}`,
  ],
});
try {
  const page = await context.newPage();
  context.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => mistakes.push(`the page threw ${error}`));
  page.on("console", (message) => {
    // Reading a key without one is refused, as it must be.
    const isRefused = message.location().url.endsWith("/api/v1/keys/self");
    if (message.type() === "error" && !isRefused) mistakes.push(`the console says: ${message.text()}`);
  });
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    const isRefused = response.status() === 401 && pathname === "/api/v1/keys/self";
    if (response.status() >= 400 && !isRefused) mistakes.push(`${response.status()} for ${response.url()}`);
  });
  page.on("requestfailed", (request) => mistakes.push(`no response for ${request.url()}`));

  await page.goto(`${origin}/docs`, { waitUntil: "networkidle", timeout: 60_000 });
  const operations = page.locator(".opblock");
  await operations.first().waitFor({ timeout: 60_000 });

  const document = await (await fetch(`${server}/api/v1/openapi.json`)).json();
  const methods = ["get", "put", "post", "delete", "patch"];
  const expected = Object.values(document.paths)
    .flatMap((path) => Object.keys(path))
    .filter((key) => methods.includes(key)).length;
  const shown = await operations.count();
  if (shown !== expected) mistakes.push(`${shown} operations are shown, ${expected} documented`);

  // The forms begin without optional parameters, so that the first "Execute" of each GET works.
  let executed = 0;
  for (const [path, item] of Object.entries(document.paths)) {
    if (!item.get) continue;
    const operation = page.locator(".opblock-get", { has: page.locator(`[data-path="${path}"]`) });
    await operation.locator(".opblock-summary-control").click();
    await operation.locator("button.execute").click();
    const received = operation.locator(".live-responses-table tbody .response-col_status").first();
    await received.waitFor({ timeout: 60_000 });
    const status = parseInt(await received.innerText(), 10);
    const expected = item.get.security ? 401 : 200;
    if (status !== expected) mistakes.push(`"Execute" of ${path} returned ${status}`);
    const url = new URL(await operation.locator(".request-url pre").innerText());
    const required = item.get.parameters?.filter((it) => it.in === "query" && it.required) ?? [];
    const sent = [...url.searchParams.keys()];
    const names = required.map((it) => it.name);
    if (sent.join() !== names.join()) mistakes.push(`the form of ${path} sent ${sent}`);
    executed += 1;
    await operation.locator(".opblock-summary-control").click();
  }
  if (executed < 20) mistakes.push(`"Execute" was pressed only ${executed} times`);

  const foreign = requests.filter(
    (url) => !url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url),
  );
  if (foreign.length > 0) mistakes.push(`requests to other hosts: ${foreign.join(", ")}`);
  if (!requests.some((url) => url === `${origin}/docs/openapi.json`)) {
    mistakes.push("it did not read the document");
  }
  console.log(`${shown} operations shown, ${requests.length} requests, all to ${origin}`);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
for (const mistake of mistakes) console.error(mistake);
process.exit(mistakes.length === 0 ? 0 : 1);
