//! The HTTP service: the API, the pages, and the server that serves them.
//!
//! A request passes these modules from the top down. No module imports one above it;
//! `tests/architecture.rs` checks that.
//!
//! ```text
//! server     sockets, connections and threads
//! routes     the handler of each path
//! openapi    the OpenAPI document, which describes the routes
//! api, pages handlers: one folder per resource, one file per page
//! edge       middleware for every request: admission, common headers, panics, the log
//! extract    extractors: typed parts of a request
//! service    the state that all handlers share, and calls to the store
//! protocol   the rules of HTTP: negotiation, preconditions, bodies, responses, limits
//! problem    errors as clients see them (RFC 9457)
//! ```

#[macro_use]
mod extract;

mod api;
mod edge;
mod openapi;
mod pages;
mod problem;
mod protocol;
mod routes;
mod server;
mod service;

/// The middleware that the server, and every test, wraps around the routes.
pub use edge::edge;
pub use openapi::json_schema::{SchemaOf, json_schema};
pub use openapi::{document, document_json};
pub use protocol::limits::{CONNECTIONS_PER_CLIENT, MAX_CONNECTIONS};
pub use protocol::rate_limit::RateLimit;
pub use routes::routes;
pub use server::{ServeError, StopSignals, bind, serve};
pub use service::{Service, Settings};
