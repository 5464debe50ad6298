// One page of every kind, for the tests of all pages.

const IN_PRIVATE = { q: "bonded labour", focus_area: "sex-trafficking" };

/**
 * `status` is the expected status. A page with a `body` is requested with the form (POST). A page
 * with `like` loads the same files as the named page, and has less text.
 */
export const pages = [
  { name: "the first page", path: "/" },
  { name: "the list", path: "/organizations" },
  { name: "a search", path: "/organizations?q=bonded+labour&focus_area=child-labour&country=IN" },
  { name: "a search that finds nothing", like: "a search", path: "/organizations?q=xyzzyplugh" },
  { name: "the second page of the list", like: "the list", path: "/organizations?page=2" },
  { name: "a private search", path: "/organizations", body: IN_PRIVATE },
  { name: "the charts", path: "/charts" },
  { name: "a profile", path: "/organizations/international-justice-mission" },
  { name: "a profile with caveats", path: "/organizations/free-the-slaves" },
  { name: "a profile with few data", like: "a profile", path: "/organizations/apne-aap-women-worldwide" },
  { name: "the history of a profile", path: "/organizations/free-the-slaves/history" },
  { name: "a version of a profile", path: "/organizations/free-the-slaves/history/1" },
  { name: "the focus areas", path: "/focus-areas" },
  { name: "a focus area", path: "/focus-areas/bonded-labour" },
  { name: "the approaches", like: "the focus areas", path: "/approaches" },
  { name: "an approach", like: "a focus area", path: "/approaches/community-organizing" },
  { name: "a population", like: "a focus area", path: "/populations/children" },
  { name: "a sector", like: "a focus area", path: "/sectors/fishing" },
  { name: "the topics", path: "/topics" },
  { name: "a wide topic", path: "/focus-areas/human-trafficking" },
  { name: "the ways of seeing slavery", like: "the focus areas", path: "/lenses" },
  { name: "the countries", path: "/countries" },
  { name: "a country", path: "/countries/IN" },
  { name: "a country without organizations", path: "/countries/FJ" },
  { name: "the research", path: "/research" },
  { name: "some research", like: "the research", path: "/research?kind=report" },
  { name: "the ways to help", path: "/ways-to-help" },
  { name: "some ways to help", like: "the ways to help", path: "/ways-to-help?kind=give,shop&focus_area=bonded-labour&country=IN" },
  { name: "getting help", path: "/get-help" },
  { name: "a comparison to begin", path: "/compare" },
  { name: "a comparison of two", like: "a comparison of five", path: "/compare?organizations=free-the-slaves,international-justice-mission" },
  {
    name: "a comparison of five",
    path: "/compare?organizations=a21,free-the-slaves,polaris,the-freedom-fund,walk-free",
  },
  { name: "about the directory", path: "/about" },
  { name: "the data", path: "/data" },
  { name: "reading safely", path: "/safety" },
  { name: "the accessibility statement", path: "/accessibility" },
  { name: "the API reference", path: "/docs/" },
  { name: "a reading operation", path: "/docs/list_organizations" },
  { name: "a writing operation", path: "/docs/replace_organization" },
  { name: "the types", path: "/docs/schemas" },
  { name: "a type", path: "/docs/schemas/Profile" },
  { name: "the kinds of problems", path: "/problems" },
  { name: "a kind of problem", path: "/problems/unknown-organization" },
  { name: "an unknown profile", path: "/organizations/free-the-slavs", status: 404 },
  { name: "an unknown path", like: "an unknown profile", path: "/nothing/here", status: 404 },
  { name: "an unknown value", path: "/organizations?focus_area=bonded-labuor", status: 400 },
].map((page) => ({ status: 200, ...page }));

/** Opens a page in a visit, and returns the response. */
export async function show(visit, { path, status, body }) {
  if (!body) return visit.open(path, status);
  const { page } = visit;
  await visit.open(`${path}?${new URLSearchParams({ focus_area: body.focus_area })}`);
  await page.locator("#q").fill(body.q);
  const [response] = await Promise.all([
    page.waitForResponse((it) => it.request().method() === "POST" && new URL(it.url()).pathname === path),
    page.locator("button[formmethod=post]").click(),
  ]);
  await page.waitForLoadState("load");
  return response;
}

/** The HTML of a page as the server sends it. */
export async function html(server, { path, status, body }) {
  const response = await fetch(server + path, {
    headers: { accept: "text/html" },
    ...body && { method: "POST", body: new URLSearchParams(body) },
  });
  if (response.status !== status) throw new Error(`${path} returned ${response.status}, not ${status}`);
  return response.text();
}
