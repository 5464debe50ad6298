//! What somebody has typed so far, for completions: words alone, no grammar.

use super::question::{InvalidQuestion, Question, check};
use super::words::folded_words;

/// A text that is to be completed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    folded: String,
}

impl Typed {
    /// Reads a text. It may turn out to have no words.
    ///
    /// # Errors
    ///
    /// When it could not be a [`Question`] either.
    pub fn parse(text: &str) -> Result<Self, InvalidQuestion> {
        check(text)?;
        let folded = folded_words(text);
        match folded.split_whitespace().count() {
            words if words > Question::MAX_WORDS => Err(InvalidQuestion::TooManyWords(words)),
            _ => Ok(Self { folded }),
        }
    }

    /// Its folded words with single spaces: the same for all texts that are
    /// completed alike.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Its folded words; the last may be unfinished.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.folded.split(' ').filter(|word| !word.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_words_means_nothing() {
        for (text, folded) in [
            ("Free  the Sl", "free the sl"),
            ("\"Comissão", "comissao"),
            ("free -the", "free the"),
            ("O'", "o"),
            ("R&", "r and"),
            ("sla\u{200b}ve ", "slave"),
            ("()*%", ""),
        ] {
            assert_eq!(Typed::parse(text).unwrap().folded(), folded, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_question_is_not_completed() {
        let long = "a".repeat(257);
        let many = "a ".repeat(17);
        for (text, refused) in [
            ("a\tb", InvalidQuestion::Control),
            (&*long, InvalidQuestion::TooLong(257)),
            (&*many, InvalidQuestion::TooManyWords(17)),
        ] {
            assert_eq!(Typed::parse(text), Err(refused), "{text:?}");
        }
    }
}
