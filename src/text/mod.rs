//! Text analysis for search: tokenizing, folding, stemming, queries and highlighting.
//!
//! Profiles and queries go through the same chain, so that they can be compared:
//!
//! ```text
//! text ───▶ tokens ───▶ folded words ───▶ stems ───▶ index
//!           byte        Éva → eva         labourers →      ╲
//!           ranges                        labor             ▶ matches ──▶ highlighted
//!                                                          ╱              snippets
//! query ──▶ SearchQuery: words, phrases, exclusions ──────
//! ```
//!
//! - `characters` classifies and folds single characters; `letters` is the folding table.
//! - `tokenizer` finds the words of a text; [`Words`] returns them without case and accents.
//! - `unspaced` knows the scripts without spaces, whose words are found by [`letter_pairs`].
//! - [`stem`] removes endings and unifies British and American spelling (`spelling`);
//!   [`StemCache`] caches its results. [`is_stop_word`] recognizes function words.
//! - [`SearchQuery`] parses a query with the same words and stems. [`CompletionQuery`] is the
//!   simpler query of type-ahead completion: folded words without a grammar.
//! - [`Highlighter`] finds the matches of a query in a text, skipping words by their first letters
//!   (`first_letters`), and cuts the [`Snippet`] that shows the most query words.
//! - [`FuzzyMatcher`] finds the words of a sorted list within a number of typos of a word.
//! - [`WorkBudget`] limits the work of one query.
//!
//! The rule: only folded words are compared, and only this module folds. It does not know the
//! index, profiles or files.

mod characters;
mod completion_query;
mod first_letters;
mod fold;
mod fuzzy;
mod highlighter;
mod letters;
#[cfg(test)]
mod properties;
mod query;
mod snippet;
mod spelling;
mod stem;
mod stop_words;
mod tokenizer;
mod unspaced;
mod words;
mod work_budget;

pub use completion_query::{CompletionQuery, CompletionWord};
pub use fold::fold;
pub use fuzzy::FuzzyMatcher;
pub use highlighter::Highlighter;
pub use query::{InvalidQuery, QueryWord, SearchQuery, TypedText};
pub use snippet::Snippet;
pub use stem::{StemCache, stem};
pub use stop_words::is_stop_word;
pub use unspaced::{covering_pairs, is_unspaced_word, joined_runs, letter_pairs, meaningful_pairs};
pub use words::{Words, folded_words};
pub use work_budget::WorkBudget;
