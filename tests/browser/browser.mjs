// Shared by the browser tests: headless Chromium that sees the server as a visitor on another
// machine does, and checks of what a visit leaves behind.
//
// The one rule: a visit reaches only the server under test. Other host names do not resolve, so
// requests to other sites fail unless the test answers them.
//
// Environment: SERVER (http://host:port), MODULES (a node_modules folder), CHROMIUM.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

export const { SERVER: server, MODULES: modules } = process.env;
assert(server && modules, "SERVER and MODULES must be set; scripts/browser does so");

export const load = createRequire(join(modules, "x"));
const { chromium } = load("playwright-core");

// Browsers trust localhost more than any other name.
const host = "directory.test";

/** The URL by which the browser reaches a server. */
export const seen = (url) => `http://${host}:${new URL(url).port}`;

/** The URL by which the browser reaches the server under test. */
export const origin = seen(server);

// Browsers request brotli only over HTTPS and from the machine itself.
const OWN_HOST = "directory.localhost";

/** The URL by which a browser reaches the server under test and requests brotli, as over HTTPS. */
export const compressed = `http://${OWN_HOST}:${new URL(server).port}`;

// Time limit of each step, in milliseconds; long enough for a busy machine.
const LIMIT = 15_000;

let browser;

/** Closes the browser. */
export const quit = async () => (await browser)?.close();

/** Whether the browser runs. */
export const isRunning = async () => (await browser)?.isConnected() ?? false;

// One browser for all visits of this process; a new one if it crashed.
async function launch() {
  if (browser && !await isRunning()) browser = null;
  browser ??= chromium.launch({
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
      `--host-resolver-rules=${[host, OWN_HOST].map((name) => `MAP ${name} ${new URL(server).hostname}`)}, MAP * ~NOTFOUND`,
    ],
  });
  return browser;
}

/** A visitor with a new browser context. */
export class Visit {
  /** `options` are those of a Playwright context; paths are relative to `base`. */
  static async begin({ width = 1280, height = 900, base = origin, ...options } = {}) {
    const visit = new Visit();
    const started = await launch();
    visit.context = await started.newContext({ viewport: { width, height }, baseURL: base, ...options });
    visit.context.setDefaultTimeout(LIMIT);
    visit.base = base;
    visit.requests = [];
    visit.mistakes = [];
    visit.context.on("request", (request) => visit.requests.push(request));
    visit.context.on("weberror", (error) => visit.mistakes.push(`the page threw ${error.error()}`));
    visit.context.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        visit.mistakes.push(`the console says: ${message.text()}`);
      }
    });
    visit.page = await visit.context.newPage();
    return visit;
  }

  /** Opens a path, which must return `status`. */
  async open(path, status = 200) {
    const response = await this.page.goto(path);
    assert.equal(response.status(), status, `the status of ${path}`);
    if (status >= 400) this.expectStatus(status);
    return response;
  }

  /** Removes the line that Chromium logs for a page with this status. */
  expectStatus(status) {
    const line = `responded with a status of ${status}`;
    this.mistakes = this.mistakes.filter((mistake) => !mistake.includes(line));
  }

  /** The URLs of all requests. */
  get urls() {
    return this.requests.map((request) => request.url());
  }

  /** Violations of the rules for every page, as sentences; empty if there are none. */
  async faults() {
    const faults = [...new Set(this.mistakes)];
    for (const url of this.urls) {
      const isOwn = url.startsWith(`${this.base}/`) || this.allowed?.(url);
      if (!isOwn && !/^(data|blob|about):/.test(url)) faults.push(`it requested ${url}`);
    }
    const { cookies, origins } = await this.context.storageState();
    for (const cookie of cookies.filter((one) => !this.mayKeep?.(one))) faults.push(`it set ${JSON.stringify(cookie)}`);
    if (origins.length > 0) faults.push(`it stores ${JSON.stringify(origins)}`);
    return faults;
  }

  end() {
    return this.context.close();
  }
}

/** The JSON that the API returns for a path. */
export async function api(path) {
  const response = await fetch(`${server}/api/v1${path}`);
  assert(response.ok, `${path} returned ${response.status}`);
  return response.json();
}

/** Waits until `is` accepts the result of `look`; fails with the last result. */
export async function until(what, look, is) {
  const end = Date.now() + LIMIT;
  let last;
  while (Date.now() < end) {
    last = await look();
    if (is(last)) return last;
    await new Promise((done) => setTimeout(done, 25));
  }
  return assert.fail(`waited for ${what}; last seen: ${JSON.stringify(last)}`);
}
