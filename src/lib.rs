//! A directory of organizations that work against slavery.
//!
//! A profile begins as a JSON file that a person wrote and sourced. An
//! administrator loads it, the store keeps every revision of it, the catalog
//! follows the store, and anyone may read:
//!
//! ```text
//! seed_data/ ─▶ seed ─▶ directory ─▶ store          SQLite or PostgreSQL: the truth
//!                           │           │ changes, in order
//!                           └────▶ catalog          an index on disk: how it is read
//!                                       │
//!         http ◀── site ◀──────────────┘           GET /organizations/{slug}
//!           └──── GET /api/v1/organizations/{key}
//! ```
//!
//! Every room may use [`domain`], and [`domain`] uses none of them. Only
//! [`store`] knows Diesel, only [`catalog`] knows Tantivy, only [`site`] knows the
//! templates, only [`http`] knows Actix; nobody imports upwards.

pub mod catalog;
pub mod cli;
pub mod directory;
pub mod domain;
pub mod http;
pub mod seed;
pub mod site;
pub mod store;
pub mod text;
