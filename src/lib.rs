//! A directory of organizations that work against slavery.
//!
//! A profile starts as a JSON file that an editor wrote and sourced. An administrator loads it, the
//! store keeps every revision, the catalog follows the store, and readers are served from the
//! catalog:
//!
//! ```text
//! seed_data/ ─▶ seed ─▶ directory ─▶ store          SQLite or PostgreSQL: the truth
//!                           │           │ changes, in order
//!                           └────▶ catalog          an index on disk: the read model
//!                                       │
//!         http ◀── site ◀──────────────┘           GET /organizations/{slug}
//!           └──── GET /api/v1/organizations/{key}
//! ```
//!
//! Every module may use [`domain`], and [`domain`] uses none of them. Only [`store`] depends on
//! Diesel, only [`catalog`] on Tantivy, only [`site`] on the templates, and only [`http`] on Actix.
//! No module imports one above it; `tests/architecture.rs` checks that.

pub mod catalog;
pub mod cli;
pub mod dataset;
pub mod directory;
pub mod domain;
pub mod http;
pub mod seed;
pub mod site;
pub mod store;
pub mod tables;
pub mod text;
