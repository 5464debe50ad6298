//! How well people find what they look for: measured over tables of questions,
//! with floors that only rise, and what holds for any question.
//!
//! ```text
//! tables/*.txt ─▶ table ─▶ seeded     ╲
//!                                      ▶ measure ─▶ Markdown, and the floors
//! the generator ─▶ drawn ─▶ generated ╱
//! ```
//!
//! `scripts/quality` prints what was measured; `docs/search-quality.md` keeps it.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the support code")]
mod support;

mod app;
mod beginnings;
mod bounded;
mod counts;
mod drawn;
mod generated;
mod labels;
mod measure;
mod odd;
mod seeded;
mod table;
