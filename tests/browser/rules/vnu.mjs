// Runs vnu, the checker of the W3C, on the files of a folder.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { load } from "../browser.mjs";

/** The messages of vnu about all files in a folder. One run of Java checks all of them. */
export async function check(folder) {
  const jar = join(load.resolve("vnu-jar/package.json"), "../build/dist/vnu.jar");
  const { stdout } = await promisify(execFile)(
    "java",
    [
      "-Xss2m", "-jar", jar, "--format", "json", "--also-check-css", "--also-check-svg",
      "--exit-zero-always", "--stdout", folder,
    ],
    { timeout: 180_000, maxBuffer: 64 << 20 },
  );
  const messages = JSON.parse(stdout).messages.map(({ url, ...message }) => ({ ...message, file: fileURLToPath(url) }));
  return new Messages(folder, messages);
}

class Messages {
  constructor(folder, messages) {
    this.folder = folder;
    this.messages = messages;
  }

  /** The errors and warnings about a file of the folder, as sentences. */
  of(file) {
    const found = this.messages.filter((message) => message.file === join(this.folder, file));
    return [...new Set(found.map(({ type, subType, message, lastLine, extract }) => (
      `${subType ?? type}: ${message} (line ${lastLine}: ${extract?.replaceAll("\n", " ")})`)))];
  }

  /** The names of the files with messages, except for pages. */
  get others() {
    const files = this.messages.map(({ file }) => file.slice(this.folder.length + 1));
    return [...new Set(files.filter((file) => !file.endsWith(".html")))];
  }
}
