//! The store on either engine: what it writes, how it numbers changes, and how it detects damage.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the support code")]
mod support;

mod damage;
mod loading;
mod mentions;
mod migrations;
