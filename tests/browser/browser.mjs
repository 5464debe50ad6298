// What the tests of the pages share: headless Chromium that sees the server as a visitor of
// another machine does, and what a visit leaves behind.
//
// The one rule: a visit reaches the server under test alone. Other names lead nowhere, so what
// stands outside is answered by the test or not at all.
//
// From the environment: SERVER (http://address:port), MODULES (a node_modules folder), CHROMIUM.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

export const { SERVER: server, MODULES: modules } = process.env;
assert(server && modules, "SERVER and MODULES must be set; scripts/browser does so");

export const load = createRequire(join(modules, "x"));
const { chromium } = load("playwright-core");

// Browsers trust localhost more than any other name.
const host = "directory.test";

/** The address under which the browser sees a server. */
export const seen = (url) => `http://${host}:${new URL(url).port}`;

/** The address under which the browser sees the server under test. */
export const origin = seen(server);

// Long enough for a busy machine, short enough to end.
const LIMIT = 15_000;

let browser;

/** Ends the browser. */
export const quit = () => browser?.close();

async function launch() {
  browser ??= await chromium.launch({
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
      `--host-resolver-rules=MAP ${host} ${new URL(server).hostname}, MAP * ~NOTFOUND`,
    ],
  });
  return browser;
}

/** One visitor, with a browser that knows nothing yet. */
export class Visit {
  /** `options` are those of a context of Playwright; `base` is where paths begin. */
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

  /** Opens a path, which must be answered with `status`. */
  async open(path, status = 200) {
    const answer = await this.page.goto(path);
    assert.equal(answer.status(), status, `the status of ${path}`);
    // Chromium writes a line for a page that is a problem, too.
    if (status >= 400) {
      const line = `responded with a status of ${status}`;
      this.mistakes = this.mistakes.filter((mistake) => !mistake.includes(line));
    }
    return answer;
  }

  /** Every address that was asked for. */
  get addresses() {
    return this.requests.map((request) => request.url());
  }

  /** What no page may do or leave behind, as sentences; empty if all is well. */
  async faults() {
    const faults = [...new Set(this.mistakes)];
    for (const url of this.addresses) {
      const isOwn = url.startsWith(`${this.base}/`) || this.allowed?.(url);
      if (!isOwn && !/^(data|blob|about):/.test(url)) faults.push(`it asked ${url}`);
    }
    const { cookies, origins } = await this.context.storageState();
    if (cookies.length > 0) faults.push(`it set ${cookies.length} cookies`);
    if (origins.length > 0) faults.push(`it keeps ${JSON.stringify(origins)}`);
    return faults;
  }

  end() {
    return this.context.close();
  }
}

/** What the API of the server under test answers to a path. */
export async function api(path) {
  const answer = await fetch(`${server}/api/v1${path}`);
  assert(answer.ok, `${path} was answered ${answer.status}`);
  return answer.json();
}

/** Waits until `look` finds what `is` accepts; else says what it saw last. */
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
