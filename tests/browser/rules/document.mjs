// The headers and the markup of every page obey the Content-Security-Policy, and the page has one
// title, one heading and one main part.

const HEADERS = {
  "referrer-policy": /^no-referrer$/,
  "x-content-type-options": /^nosniff$/,
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "content-type": /^text\/html; charset=utf-8$/,
};

/** Violations in the headers of a page, as sentences; `others` replaces expected values. */
export function faultsOfHeaders(headers, others = {}) {
  const faults = Object.entries({ ...HEADERS, ...others })
    .filter(([name, value]) => !value.test(headers[name] ?? ""))
    .map(([name]) => `the header ${name} is ${headers[name]}`);
  if (/unsafe|\*|https?:|data:/.test(headers["content-security-policy"])) {
    faults.push(`the policy allows too much: ${headers["content-security-policy"]}`);
  }
  if (headers["set-cookie"]) faults.push("it sets a cookie");
  return faults;
}

/** Runs in the page: returns the faults in its markup. */
export function faultsOfMarkup() {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const expect = (is, fault) => { if (!is) faults.push(fault); };
  expect(all("h1").length === 1, `${all("h1").length} headings of the first level`);
  expect(document.documentElement.lang === "en", "no language");
  expect(document.title.trim().length > 3, "no title");
  expect(all("main").length === 1, `${all("main").length} main parts`);
  for (const script of all("script")) {
    const isData = /json/.test(script.type);
    expect(isData || (script.src && !script.textContent.trim()), `an inline script: ${script.outerHTML.slice(0, 80)}`);
  }
  for (const it of all("style, [style]")) expect(false, `an inline style: ${it.outerHTML.slice(0, 80)}`);
  for (const it of all("*")) {
    for (const { name } of it.attributes) expect(!name.startsWith("on"), `${name} of ${it.localName}`);
  }
  for (const link of all("a[href], area[href]")) {
    const href = link.href.baseVal ?? link.href;
    const { origin: to, protocol } = new URL(href, location.href);
    expect(/^(https?|mailto):$/.test(protocol), `a link to ${href}`);
    if (to === location.origin || protocol === "mailto:") continue;
    const rel = link.getAttribute("rel")?.split(" ") ?? [];
    for (const word of ["noopener", "noreferrer"]) expect(rel.includes(word), `a link to ${href} without ${word}`);
  }
  const ids = all("[id]").map((it) => it.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) faults.push(`the id ${id} twice`);
  return faults;
}
