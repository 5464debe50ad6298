//! Text made comparable: what is written in a profile, and what somebody asks.
//!
//! One chain, used alike for both, so that a question meets the text half way:
//!
//! ```text
//! text ──▶ spans ──▶ words ──▶ stems ──▶ the index
//!          where     folded:   labourers,          ╲
//!          each      Éva is    labor are            ▶ what matches ──▶ marks
//!          stands    eva       labor               ╱                   in fragments
//! what is asked ──▶ Question: words, phrases, exclusions
//! ```
//!
//! `letters` says what each character is, `spans` where words stand in a text,
//! [`Words`] what they are without case and accents. [`stem`] takes off endings
//! and unites British and American spelling ([`Stems`] remembers what it found);
//! [`is_common`] knows the words that tell nothing. A [`Question`] is read with
//! the same words and stems, [`Typed`] by words alone. A [`Marker`] finds what matched in a text again,
//! passing over the rest (`sieve`), and cuts the [`Fragment`] that shows most of it.
//!
//! [`Misspelled`] finds the words of a sorted list that a mistyped word may be.
//!
//! The rule: only folded words are compared, and only this module folds. It
//! knows no index, no profile and no files.

mod common;
mod fold;
mod fragment;
mod letters;
mod marker;
mod misspelled;
#[cfg(test)]
mod properties;
mod question;
mod sieve;
mod spans;
mod spelling;
mod stem;
mod typed;
mod words;
mod work;

pub use common::is_common;
pub use fold::fold;
pub use fragment::Fragment;
pub use marker::Marker;
pub use misspelled::Misspelled;
pub use question::{InvalidQuestion, Question, QuestionWord};
pub use stem::{Stems, stem};
pub use typed::Typed;
pub use words::{Words, folded_words};
pub use work::Work;
