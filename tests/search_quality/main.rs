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

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "other tests ask which engine it is; these must not care")]
mod support;
#[path = "../support/counts.rs"]
mod tries;

#[path = "../../benches/generate/generator/mod.rs"]
mod generator;
#[path = "../../benches/generate/work.rs"]
#[expect(dead_code, reason = "the benchmark draws its work there; these its misspelled words")]
mod work;

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
