//! The query of type-ahead completion: folded words, without phrases or exclusions.

use super::query::{InvalidQuery, SearchQuery, check};
use super::words::folded_words;

/// Text that the user has typed so far and that is to be completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompletionQuery {
    folded: String,
}

impl CompletionQuery {
    /// Parses a text, which may have no words at all.
    ///
    /// # Errors
    ///
    /// Fails as [`SearchQuery::parse`] does: control characters, too many characters or too many
    /// words.
    pub fn parse(text: &str) -> Result<Self, InvalidQuery> {
        check(text)?;
        let folded = folded_words(text);
        match folded.split_whitespace().count() {
            words if words > SearchQuery::MAX_WORDS => Err(InvalidQuery::TooManyWords(words)),
            _ => Ok(Self { folded }),
        }
    }

    /// The folded words, separated by single spaces. Texts with the same completions have the same
    /// folded text.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The folded words; the last may be unfinished.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.folded.split(' ').filter(|word| !word.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_ignored() {
        for (text, folded) in [
            ("Free  the Sl", "free the sl"),
            ("\"Comissão", "comissao"),
            ("free -the", "free the"),
            ("O'", "o"),
            ("R&", "r and"),
            ("sla\u{200b}ve ", "slave"),
            ("()*%", ""),
        ] {
            assert_eq!(CompletionQuery::parse(text).unwrap().folded(), folded, "{text:?}");
        }
    }

    #[test]
    fn invalid_queries_are_rejected() {
        let long = "a".repeat(257);
        let many = "a ".repeat(17);
        for (text, error) in [
            ("a\tb", InvalidQuery::Control),
            (&*long, InvalidQuery::TooLong(257)),
            (&*many, InvalidQuery::TooManyWords(17)),
        ] {
            assert_eq!(CompletionQuery::parse(text), Err(error), "{text:?}");
        }
    }
}
