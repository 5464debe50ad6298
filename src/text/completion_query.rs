//! The query of type-ahead completion: folded words, without phrases or exclusions.

use super::query::{InvalidQuery, SearchQuery, TypedText, check, typed_words};
use super::words::Words;

/// Text that the user has typed so far and that is to be completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompletionQuery {
    folded: String,
    /// Like `folded`, but with hyphens and letters such as `ä`.
    canonical: String,
    /// For each word, its other spelling, if it has letters such as `ä`.
    spelled: Vec<Option<String>>,
    /// For each word, whether only a hyphen separates it from the next.
    joins: Vec<bool>,
}

/// A word of a text to be completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompletionWord<'q> {
    pub folded: &'q str,
    /// Its other spelling: `mueller` for `müller`.
    pub spelled: Option<&'q str>,
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
        let mut query = Self::default();
        let mut words = Words::new(text);
        while let Some(word) = words.next_word() {
            if let Some(joins) = query.joins.last() {
                query.folded.push(' ');
                query.canonical.push(if *joins { '-' } else { ' ' });
            }
            query.joins.push(word.joins_next);
            query.folded.push_str(word.folded);
            query.canonical.push_str(word.spelled.map_or(word.folded, |word| word.kept));
            query.spelled.push(word.spelled.map(|word| word.spelled.to_owned()));
        }
        match query.spelled.len() {
            words if words > SearchQuery::MAX_WORDS => Err(InvalidQuery::TooManyWords(words)),
            _ => Ok(query),
        }
    }

    /// The folded words, separated by single spaces.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The normalized text, for URLs and ETags: texts with the same canonical text have the same
    /// completions.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The words as typed, for identifiers.
    pub fn typed(&self) -> impl Iterator<Item = TypedText<'_>> {
        typed_words(&self.folded, &self.joins)
    }

    /// The words; the last may be unfinished.
    pub fn words(&self) -> impl Iterator<Item = CompletionWord<'_>> {
        let words = self.folded.split(' ').filter(|word| !word.is_empty()).zip(&self.spelled);
        words.map(|(folded, spelled)| CompletionWord { folded, spelled: spelled.as_deref() })
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
            ("a\tb\n", "a b"),
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
            ("a\u{b}b", InvalidQuery::Control),
            (&*long, InvalidQuery::TooLong(257)),
            (&*many, InvalidQuery::TooManyWords(17)),
        ] {
            assert_eq!(CompletionQuery::parse(text), Err(error), "{text:?}");
        }
    }
}
