// Separate servers for tests that would disturb others: edits, and a rate limit.
//
// Environment: BINARY, the built service.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { until } from "./browser.mjs";

const { BINARY: binary } = process.env;
const WITHIN = AbortSignal.timeout;

function environment() {
  const { DATABASE_URL, PUBLIC_URL, ...others } = process.env;
  return others;
}

/** A server with a separate directory. */
export class Server {
  /** Starts a server and waits until it is ready; `options` are those of `serve`. */
  static async start(...options) {
    assert(binary, "BINARY must be set; scripts/browser does so");
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "browser-server-"));
    server.child = spawn(
      binary,
      ["serve", "--listen", "127.0.0.1:0", "--data-dir", join(server.folder, "data"), ...options],
      { env: environment(), stdio: ["ignore", "pipe", "ignore"] },
    );
    const lines = createInterface({ input: server.child.stdout });
    const [line] = await once(lines, "line", { signal: WITHIN(60_000) });
    server.url = line.match(/Look at (http:\/\/[^/]*)\//)?.[1];
    assert(server.url, `the server printed: ${line}`);
    await until("the server is ready", async () => (await fetch(`${server.url}/readyz`)).status, (is) => is === 200);
    return server;
  }

  /** Creates a key, and returns its secret text. */
  async key({ name = "tests", role = "editor" } = {}) {
    return (await this.keys("create", "--name", name, "--role", role)).trim();
  }

  /** Runs the command `keys`, and returns its output. */
  async keys(...args) {
    const { stdout } = await promisify(execFile)(
      binary,
      ["keys", ...args, "--data-dir", join(this.folder, "data")],
      { env: environment(), timeout: 30_000 },
    );
    return stdout;
  }

  /** Writes to an organization, with its current ETag as the precondition. */
  async write(method, slug, body, type = "application/json") {
    this.secret ??= await this.key();
    const url = `${this.url}/api/v1/organizations/${slug}`;
    const current = await fetch(url, { method: "HEAD" });
    const response = await fetch(url, {
      method,
      headers: {
        "authorization": `Bearer ${this.secret}`,
        "content-type": type,
        "if-match": current.headers.get("etag"),
        "x-change-note": "Written by a test",
      },
      body: JSON.stringify(body),
    });
    assert(response.ok, `${method} ${slug} returned ${response.status}: ${await response.text()}`);
  }

  async end() {
    if (this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      await once(this.child, "exit", { signal: WITHIN(20_000) });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
