// Every kind of page there is, for what must hold on all of them.

const IN_PRIVATE = { q: "bonded labour", focus_area: "sex-trafficking" };

/** `path` is the address, `status` its answer; a page with a `body` is asked for by the form. */
export const pages = [
  { name: "the first page", path: "/" },
  { name: "a search", path: "/?q=bonded+labour&focus_area=child-labour&country=IN" },
  { name: "a search that finds nothing", path: "/?q=xyzzyplugh" },
  { name: "the second page of the list", path: "/?page=2" },
  { name: "a search without a trace", path: "/", body: IN_PRIVATE },
  { name: "a profile", path: "/organizations/international-justice-mission" },
  { name: "a profile with caveats", path: "/organizations/free-the-slaves" },
  { name: "a profile with few data", path: "/organizations/apne-aap-women-worldwide" },
  { name: "the history of a profile", path: "/organizations/free-the-slaves/history" },
  { name: "a version of a profile", path: "/organizations/free-the-slaves/history/1" },
  { name: "the focus areas", path: "/focus-areas" },
  { name: "a focus area", path: "/focus-areas/bonded-labour" },
  { name: "the approaches", path: "/approaches" },
  { name: "an approach", path: "/approaches/community-organizing" },
  { name: "the countries", path: "/countries" },
  { name: "a country", path: "/countries/IN" },
  { name: "the research", path: "/research" },
  { name: "some research", path: "/research?kind=report" },
  { name: "the ways to help", path: "/ways-to-help" },
  { name: "a comparison to begin", path: "/compare" },
  { name: "a comparison of two", path: "/compare?organizations=free-the-slaves,international-justice-mission" },
  {
    name: "a comparison of five",
    path: "/compare?organizations=a21,free-the-slaves,polaris,the-freedom-fund,walk-free",
  },
  { name: "about the directory", path: "/about" },
  { name: "reading safely", path: "/safety" },
  { name: "the kinds of problems", path: "/problems" },
  { name: "a kind of problem", path: "/problems/unknown-organization" },
  { name: "a profile that is not there", path: "/organizations/free-the-slavs", status: 404 },
  { name: "an address that is not there", path: "/nothing/here", status: 404 },
  { name: "a value that is not there", path: "/?focus_area=bonded-labor", status: 400 },
].map((page) => ({ status: 200, ...page }));

/** Shows one of them in a visit, and returns the answer. */
export async function show(visit, { path, status, body }) {
  if (!body) return visit.open(path, status);
  const { page } = visit;
  await visit.open(`/?${new URLSearchParams({ focus_area: body.focus_area })}`);
  await page.locator("#q").fill(body.q);
  const [answer] = await Promise.all([
    page.waitForResponse((it) => it.request().method() === "POST" && new URL(it.url()).pathname === path),
    page.locator("button[formmethod=post]").click(),
  ]);
  await page.waitForLoadState("load");
  return answer;
}

/** The HTML of one of them, as the server sends it. */
export async function html(server, { path, status, body }) {
  const answer = await fetch(server + path, {
    headers: { accept: "text/html" },
    ...body && { method: "POST", body: new URLSearchParams(body) },
  });
  if (answer.status !== status) throw new Error(`${path} was answered ${answer.status}, not ${status}`);
  return answer.text();
}
