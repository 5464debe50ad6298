// The files of a page and their bytes over the wire, as the browser counts them.

import { until } from "./browser.mjs";

/** The map of the world: one file for all pages, which the limit of a page does not include. */
const MAP = /\/assets\/world-[^/]*\.svg$/;

/** Records the responses of a page from now on. The browser reports bytes with headers, still compressed. */
export class Wire {
  static async of(visit) {
    const wire = new Wire();
    wire.page = visit.page;
    wire.inspector = await visit.context.newCDPSession(visit.page);
    wire.files = new Map();
    wire.inspector.on("Network.requestWillBeSent", ({ requestId, request }) => {
      if (!request.url.startsWith("data:")) wire.files.set(requestId, { path: new URL(request.url).pathname, bytes: null });
    });
    wire.inspector.on("Network.responseReceived", ({ requestId, response }) => {
      const file = wire.files.get(requestId);
      if (file) file.coding = response.headers["content-encoding"] ?? response.headers["Content-Encoding"] ?? "none";
    });
    wire.inspector.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const file = wire.files.get(requestId);
      if (file) file.bytes = encodedDataLength;
    });
    wire.inspector.on("Network.loadingFailed", ({ requestId }) => { wire.files.delete(requestId); });
    await wire.inspector.send("Network.enable");
    return wire;
  }

  /** Waits for all responses; returns the files, and the bytes of the page without and with the map. */
  async load() {
    // The browser loads the icon at some time after the page, so it may be here twice.
    await this.page.evaluate(async () => (await fetch(document.querySelector("link[rel=icon]").href)).text());
    const files = await until(
      "all responses",
      () => [...new Map([...this.files.values()].map((file) => [file.path, file])).values()],
      (all) => all.length > 0 && all.every(({ bytes }) => bytes !== null),
    );
    const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
    const bytes = sum(files.filter(({ path }) => !MAP.test(path)));
    return { files, requests: files.length, bytes, bytesWithMap: sum(files) };
  }
}
