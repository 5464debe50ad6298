// The forms of the API reference: "Execute" sends a request to this server and shows the response.
// Nothing is sent before, and nothing is stored.
"use strict";
{
  const MAX_SHOWN = 200_000;
  const HEADERS = /^(allow|content-(disposition|type)|etag|last-modified|link|location|ratelimit.*|retry-after|x-.*)$/;
  const form = document.getElementById("try");
  const at = (name) => document.getElementById(`answer-${name}`);
  const show = (name, text) => { at(name).textContent = text; };
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  // Headers of requests have only ASCII; the server decodes the rest.
  const ascii = (text) => /^[ -~]*$/.test(text) ? text : encodeURIComponent(text);

  const request = () => {
    const { method, path } = form.dataset;
    const query = new URLSearchParams();
    const headers = {};
    let filled = path;
    let body;
    for (const field of form.querySelectorAll("[data-in]")) {
      const { in: place, of: name } = field.dataset;
      const value = field.value.trim();
      if (place === "path") filled = filled.replace(`{${name}}`, encodeURIComponent(value));
      else if (value === "") continue;
      else if (place === "query") query.append(name, value);
      else if (place === "header") headers[name] = ascii(value);
      else if (place === "key") headers.Authorization = `Bearer ${ascii(value)}`;
      else body = field.value;
    }
    if (body === undefined) delete headers["Content-Type"];
    const search = query.toString();
    const url = new URL(search === "" ? filled : `${filled}?${search}`, location.href);
    return { url: url.href, method, headers, body };
  };

  const command = ({ url, method, headers, body }) => [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) =>
      `-H ${quoted(`${name}: ${name === "Authorization" ? "Bearer YOUR_KEY" : value}`)}`),
    ...body === undefined ? [] : [`--data-binary ${quoted(body)}`],
  ].join(" \\\n  ");

  const pretty = (text, type) => {
    if (!/^application\/([\w.-]+\+)?json\b/.test(type)) return text;
    try {
      return JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      return text;
    }
  };

  let latest;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = request();
    const own = latest = {};
    const { url, ...options } = sent;
    show("status", "Sending …");
    show("url", url);
    show("command", command(sent));
    for (const name of ["headers", "note", "body"]) show(name, "");
    document.getElementById("answer").hidden = false;
    const begun = performance.now();
    try {
      const response = await fetch(url, { ...options, cache: "no-store", credentials: "omit" });
      const text = await response.text();
      if (latest !== own) return;
      const time = Math.round(performance.now() - begun);
      const shown = pretty(text, response.headers.get("content-type") ?? "");
      if (response.redirected) show("url", `${url} → ${response.url}`);
      show("status", `Status ${response.status} ${response.statusText}, ${time} ms, ${text.length.toLocaleString("en")} characters`);
      const known = [...response.headers].filter(([name]) => HEADERS.test(name) && name !== "x-content-type-options");
      show("headers", known.map(([name, value]) => `${name}: ${value}`).join("\n"));
      show("body", text === "" ? "(no body)" : shown.slice(0, MAX_SHOWN));
      if (shown.length > MAX_SHOWN) show("note", "The body is long. This page shows its beginning; curl shows all of it.");
    } catch (error) {
      if (latest === own) show("status", `The request failed: ${error.message}`);
    }
  });
  form.querySelector("fieldset").disabled = false;
}
