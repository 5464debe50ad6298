// Walks the API with the types that openapi-typescript generates from the OpenAPI document. A key
// that the document does not describe, or describes otherwise, is an error of the compiler.

import createClient from "openapi-fetch";
import type { components, paths } from "./directory";

type Summary = components["schemas"]["OrganizationSummary"];
type ProfilePatch = components["schemas"]["ProfilePatch"];

declare const process: { env: Record<string, string | undefined>; exit(code: number): never };

const directory = createClient<paths>({ baseUrl: process.env["SERVER"] ?? "" });
const authorization = `Bearer ${process.env["KEY"]}`;

function check(isRight: boolean, what: string, found: unknown = ""): void {
  if (!isRight) {
    console.error(`not ok - ${what}: ${JSON.stringify(found)}`);
    process.exit(1);
  }
  console.log(`ok - ${what}`);
}

function present<T>(value: T | undefined, what: string): T {
  check(value !== undefined, what);
  return value as T;
}

async function list(): Promise<void> {
  const query = { focus_area: "bonded-labour", country: "IN", facets: "country", per_page: 2 };
  const { data, response } = await directory.GET("/api/v1/organizations", { params: { query } });
  const page = present(data, "a list is answered");
  if ("fields" in page) throw new Error("the request names no fields");
  const rows: Summary[] = page.data;
  check(rows.length === 2 && page.meta.total > 2, "a filter restricts the list", page.meta);
  check(rows.every((row) => row.country_codes.includes("IN")), "every row has all its keys");
  check((page.facets?.["country"]?.buckets[0]?.count ?? 0) > 0, "facets are counted");

  const fields = { query: { fields: "slug,name", per_page: 1 } };
  const shaped = await directory.GET("/api/v1/organizations", { params: fields });
  const some = present(shaped.data, "a list with some keys is answered");
  if (!("fields" in some)) throw new Error("the request names fields");
  check(some.fields.join() === "slug,name", "the list names the keys of its rows", some.fields);
  check(typeof some.data[0]?.name === "string", "a row has the named keys");

  const etag = response.headers.get("etag") ?? "";
  const again = await directory.GET("/api/v1/organizations", {
    params: { query },
    headers: { "If-None-Match": etag },
  });
  check(again.response.status === 304, "an unchanged list is answered with 304");
}

async function walk(): Promise<void> {
  const slugs: string[] = [];
  let total = 0;
  for (let cursor: string | null = "*"; cursor !== null; ) {
    const query: { cursor: string; per_page: number } = { cursor, per_page: 15 };
    const { data } = await directory.GET("/api/v1/organizations", { params: { query } });
    const page = present(data, "a step of the walk is answered");
    if ("fields" in page) throw new Error("the request names no fields");
    slugs.push(...page.data.map((row) => row.slug));
    total = page.meta.total;
    cursor = page.meta.next_cursor;
  }
  check(new Set(slugs).size === total && slugs.length === total, "a cursor walks the whole list");
}

async function refused(): Promise<void> {
  const query = { country: "UK" };
  const { error } = await directory.GET("/api/v1/organizations", { params: { query } });
  const problem = present(error, "a wrong value is a problem");
  check(problem.type === "/problems/invalid-parameter", "the problem has its type", problem);
  check(problem.errors?.[0]?.did_you_mean === "GB", "the problem suggests a value");
}

async function edit(): Promise<void> {
  const path = { key: "unseen" };
  const before = await directory.GET("/api/v1/organizations/{key}", { params: { path } });
  const etag = before.response.headers.get("etag") ?? "";
  const body: ProfilePatch = {
    acronym: "UNS",
    headquarters: { city: null },
    fact_sources: { scope: null },
    ways_to_help: null,
  };
  const wrong = { path, header: { "If-Match": '"r99-0"' } };
  const headers = { authorization, "Content-Type": "application/merge-patch+json" };
  const options = { body: { acronym: "UNS" }, headers };
  const late = await directory.PATCH("/api/v1/organizations/{key}", { params: wrong, ...options });
  check(late.response.status === 412, "an edit of another revision is refused", late.error);
  const params = { path, header: { "If-Match": etag } };
  const edited = await directory.PATCH("/api/v1/organizations/{key}", { params, ...options });
  const profile = present(edited.data, "an edit of the current revision is made");
  check(profile.acronym === "UNS" && profile.revision === 2, "the answer is the new revision");
  check(profile.sources.length > 0 && profile.framing.summary !== "", "the profile is whole");
  check(body.ways_to_help === null, "a patch may empty every key");
}

async function download(): Promise<void> {
  const query = { format: "json", focus_area: "bonded-labour" };
  const exported = await directory.GET("/api/v1/export", {
    params: { query },
    headers: { Accept: "application/json" },
  });
  const profiles = present(exported.data, "an export is answered");
  check(Array.isArray(profiles) && profiles.length > 10, "an export has all matches");

  const params = { path: { key: "unseen", format: "csl" } };
  const cited = await directory.GET("/api/v1/organizations/{key}/formats/{format}", { params });
  const items = cited.data as unknown as components["schemas"]["CslItem"][];
  check(items[0]?.["container-title"] === "Antislavery Directory", "a citation is typed");
}

await list();
await walk();
await refused();
await edit();
await download();
