//! The API as clients meet it: the real app over a database of each test's own.
//!
//! Every JSON answer that passes the harness is held against the OpenAPI
//! document.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other tests ask which engine it is; these must not care")]
mod support;

#[path = "../support/counts.rs"]
mod counts;

mod as_of;
mod auth;
mod changes;
mod compare;
mod conditions;
mod connections;
mod damage;
mod documents;
mod edge;
mod editing;
mod export;
mod facets;
mod feed;
mod filters;
mod following;
mod formats;
mod harness;
mod history;
mod imports;
mod items;
mod keys;
mod link_cards;
mod machines;
mod model;
mod nodes;
mod openapi;
mod pages;
mod parameters;
mod problems;
mod profiles;
mod races;
mod refusals;
mod replay;
mod searches;
mod service;
mod similar;
mod site;
mod sizes;
mod sockets;
mod statistics;
mod suggest;
mod terms;
mod text_rules;
mod vocabulary;
mod walks;
