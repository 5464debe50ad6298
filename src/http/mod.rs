//! The HTTP service: what requests become, and what they are answered with.
//!
//! A request passes the wings from the top down; no wing imports one above it, which
//! `tests/architecture.rs` proves:
//!
//! ```text
//! server     sockets, connections and threads
//! routes     which handler answers which path
//! openapi    the document that describes them
//! api, pages the handlers: one folder per resource, one file per page
//! edge       what happens to every request: admission, common headers, panics, the log
//! extract    what handlers take: typed parts of a request
//! service    the state that all handlers share, and calls to the store
//! protocol   what the RFCs say: negotiation, conditions, bodies, replies, limits
//! problem    what can go wrong, as clients see it (RFC 9457)
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

/// What every test and the server wrap around the routes.
pub use edge::edge;
pub use openapi::{document, document_json};
pub use protocol::limits::{CONNECTIONS_PER_CLIENT, MAX_CONNECTIONS};
pub use protocol::rate_limit::RateLimit;
pub use routes::routes;
pub use server::{ServeError, bind, serve};
pub use service::{Service, Settings};
