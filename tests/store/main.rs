//! The store on either engine: what it keeps, and how it numbers changes.

#[path = "../support/mod.rs"]
mod support;

mod loading;
mod migrations;
