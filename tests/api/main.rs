//! The HTTP API, tested through the real app on a separate database for each test.
//!
//! The harness checks every JSON response against the OpenAPI document.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the support code")]
mod support;

mod as_of;
mod auth;
mod changes;
mod changes_of;
mod changes_summary;
mod citations;
mod compare;
mod conditions;
mod connections;
mod country_roles;
mod crawlers;
mod damage;
mod dataset;
mod documents;
mod due;
mod duplicates;
mod edge;
mod edit;
mod editing;
mod export;
mod facets;
mod feed;
mod filters;
mod finding;
mod formats;
mod harness;
mod history;
mod imports;
mod items;
mod keys;
mod keys_and_samples;
mod limited_keys;
mod link_cards;
mod loads;
mod mcp;
mod meanings;
mod meant_values;
mod mentions;
mod model;
mod nodes;
mod old_shape;
mod openapi;
mod pagination;
mod parameters;
mod polyhierarchy;
mod problems;
mod profiles;
mod races;
mod raw_requests;
mod reconciliation;
mod redactions;
mod refusals;
mod related;
mod replay;
mod requests;
mod schemas;
mod searches;
mod service;
mod signposts;
mod similar;
mod site;
mod sizes;
mod skos;
mod sockets;
mod sources;
mod statistics;
mod suggest;
mod tables;
mod terms;
mod text_rules;
mod verified;
mod vocabularies;
mod vocabulary;
mod well_known;
