//! The edge: what requests become, and what they are answered.
//!
//! One file a resource; every answer that is no success is a `problem`. Asks
//! the directory alone, and keeps no state but the buckets of the rate limit.

mod absolute;
mod asked_once;
mod asking;
mod auth;
mod body;
mod changes;
mod choices;
mod client;
mod compare;
mod conditional;
mod countries;
mod criteria;
mod docs;
mod edge;
mod export;
mod failed_keys;
mod feed;
mod health;
mod history;
mod imports;
mod items;
mod kept;
mod keys;
mod limits;
mod list_query;
mod meta;
mod negotiation;
mod openapi;
mod organizations;
mod pages;
mod paging;
mod params;
mod problem;
mod problem_pages;
mod rate_limit;
mod reply;
mod research;
mod routes;
mod schemas;
mod server;
mod service;
mod statistics;
mod suggest;
mod terms;
mod view;
mod vocabulary;
mod ways_to_help;
mod writing;

pub use limits::{CONNECTIONS_PER_CLIENT, MAX_CONNECTIONS};
pub use openapi::{document, document_json};
pub use rate_limit::RateLimit;
pub use routes::routes;
pub use server::{ServeError, bind, serve};
pub use service::{Service, Settings};

/// What every test and the server wrap around the routes.
pub use edge::edge;
