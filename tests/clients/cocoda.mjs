// The package cocoda-sdk, with which editors of vocabularies map terms to those of others.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { CocodaSDK, ReconciliationApiProvider } = createRequire(`${process.env.MODULES}/`)("cocoda-sdk");
const server = process.env.SERVER.replace(/\/$/, "");

function check(isTrue, what) {
  assert.ok(isTrue, what);
  console.log(`ok: ${what}`);
}

async function manifest(path) {
  const response = await fetch(`${server}${path}`);
  return response.json();
}

function provider(path, namespace) {
  return new CocodaSDK().initializeRegistry({
    uri: `${server}${path}`,
    provider: "ReconciliationApi",
    api: `${server}${path}`,
    schemes: [{ uri: namespace, namespace }],
  });
}

const other = { uri: "http://example.org/other" };
const concept = (label) => ({
  uri: `http://example.org/other/${encodeURIComponent(label)}`,
  prefLabel: { en: label },
  inScheme: [other],
});

CocodaSDK.addProvider(ReconciliationApiProvider);

const terms = (await manifest("/api/v1/reconcile/terms")).identifierSpace;
const vocabulary = provider("/api/v1/reconcile/terms", terms);
for (const [label, id, type] of [
  ["Debt bondage", "focus_area.bonded-labour", "exactMatch"],
  ["Bonded labour", "focus_area.bonded-labour", "exactMatch"],
  ["Forced labuor", "focus_area.forced-labour", "closeMatch"],
]) {
  const mappings = await vocabulary.getMappings({ from: concept(label), to: { inScheme: [{ uri: terms }] }, mode: "or" });
  const [best] = mappings;
  check(best?.to.memberSet[0].uri === `${terms}${id}`, `${label} is mapped to ${id}`);
  check(best.type[0].endsWith(`#${type}`), `as ${type}`);
}

const namespace = (await manifest("/api/v1/reconcile")).identifierSpace;
const organizations = provider("/api/v1/reconcile", namespace);
const mappings = await organizations.getMappings({
  from: concept("Free the Slaves"), to: { inScheme: [{ uri: namespace }] }, mode: "or",
});
const uri = mappings[0].to.memberSet[0].uri;
check(uri === `${namespace}free-the-slaves`, "an organization is mapped to its URI");
const page = await fetch(uri, { headers: { accept: "text/html" } });
check(page.ok, "the URI has a page");
const term = await fetch(`${terms}focus_area.bonded-labour`, { headers: { accept: "text/html" } });
check(term.ok && term.url.endsWith("/focus-areas/bonded-labour"), "the URI of a term has a page");
const none = await vocabulary.getMappings({ from: concept("Rocket fuel"), to: { inScheme: [{ uri: terms }] }, mode: "or" });
check(none.length === 0, "a label like none has no mapping");
