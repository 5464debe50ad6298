// Opens /docs in headless Chromium, as a visitor on another machine would. Fails unless the page
// shows every operation, has no errors, and sends no requests to other hosts.
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
    if (message.type() === "error") mistakes.push(`the console says: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) mistakes.push(`${response.status()} for ${response.url()}`);
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

  // "Try it out" works for one operation.
  const operation = page.locator(".opblock", { hasText: "/api/v1/organizations/{key}" }).first();
  await operation.locator(".opblock-summary-control").click();
  await operation.locator("button.execute").click();
  await operation.locator(".live-responses-table .response-col_status").first().waitFor({ timeout: 60_000 });
  const status = await operation.locator(".live-responses-table tbody .response-col_status").first().innerText();
  if (!status.startsWith("200")) mistakes.push(`"Execute" returned ${status}`);

  const foreign = requests.filter(
    (url) => !url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url),
  );
  if (foreign.length > 0) mistakes.push(`requests to other hosts: ${foreign.join(", ")}`);
  if (!requests.some((url) => url === `${origin}/api/v1/openapi.json`)) {
    mistakes.push("it did not read the document");
  }
  console.log(`${shown} operations shown, ${requests.length} requests, all to ${origin}`);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
for (const mistake of mistakes) console.error(mistake);
process.exit(mistakes.length === 0 ? 0 : 1);
