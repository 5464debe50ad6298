//! Search quality: how well queries find the right organizations, and properties of any query.
//!
//! Quality is measured over tables of queries, with floors that only rise:
//!
//! ```text
//! tables/*.txt ─▶ table             ─▶ seeded    ╲
//!                                                 ▶ measure ─▶ Markdown, and the floors
//! the generator ─▶ generated_queries ─▶ generated ╱
//! ```
//!
//! `scripts/quality` prints the figures; `docs/search-quality.md` records them.

#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "each test binary uses a part of the support code")]
mod support;

mod app;
mod counts;
mod generated;
mod generated_queries;
mod index_size;
mod labels;
mod measure;
mod odd_queries;
mod prefixes;
mod seeded;
mod table;
mod work_budget;
