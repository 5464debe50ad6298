//! The store on either engine: what it keeps, and how it numbers changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/counts.rs"]
mod counts;

mod damage;
mod loading;
mod migrations;
