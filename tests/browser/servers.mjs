// Servers of a test's own, for what would disturb the others: edits, and a limit of requests.
//
// From the environment: BINARY, the service as it was built.

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

function surroundings() {
  const { DATABASE_URL, PUBLIC_URL, ...others } = process.env;
  return others;
}

/** A server with a directory of its own. */
export class Server {
  /** Starts one and waits until it is ready; `options` are those of `serve`. */
  static async start(...options) {
    assert(binary, "BINARY must be set; scripts/browser does so");
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "browser-server-"));
    server.child = spawn(
      binary,
      ["serve", "--listen", "127.0.0.1:0", "--data-dir", join(server.folder, "data"), ...options],
      { env: surroundings(), stdio: ["ignore", "pipe", "ignore"] },
    );
    const lines = createInterface({ input: server.child.stdout });
    const [line] = await once(lines, "line", { signal: WITHIN(60_000) });
    server.url = line.match(/Look at (http:\/\/[^/]*)\//)?.[1];
    assert(server.url, `the server says: ${line}`);
    await until("the server is ready", async () => (await fetch(`${server.url}/readyz`)).status, (is) => is === 200);
    return server;
  }

  /** A key that may write profiles. */
  async key() {
    const { stdout } = await promisify(execFile)(
      binary,
      ["keys", "create", "--name", "tests", "--role", "editor", "--data-dir", join(this.folder, "data")],
      { env: surroundings(), timeout: 30_000 },
    );
    return stdout.trim();
  }

  /** Writes to an organization, upon the revision that stands. */
  async write(method, slug, body, type = "application/json") {
    this.secret ??= await this.key();
    const address = `${this.url}/api/v1/organizations/${slug}`;
    const standing = await fetch(address, { method: "HEAD" });
    const answer = await fetch(address, {
      method,
      headers: {
        "authorization": `Bearer ${this.secret}`,
        "content-type": type,
        "if-match": standing.headers.get("etag"),
        "x-change-note": "Written by a test",
      },
      body: JSON.stringify(body),
    });
    assert(answer.ok, `${method} ${slug} was answered ${answer.status}: ${await answer.text()}`);
  }

  async end() {
    if (this.child.exitCode === null) {
      this.child.kill("SIGTERM");
      await once(this.child, "exit", { signal: WITHIN(20_000) });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
