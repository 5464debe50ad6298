//! One word of a query in its forms.

use crate::text::stem::stem;
use crate::text::stop_words::is_stop_word;
use crate::text::words::Word;

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// The word without case, accents and apostrophes.
    pub folded: String,
    /// The stem of the folded word.
    pub stem: String,
    /// Whether it is a stop word, which a match need not contain.
    pub is_stop_word: bool,
    /// Whether only a hyphen separates it from the next word.
    pub joins_next: bool,
    /// Its other spelling, if it has letters such as `ä`: `mueller` for `müller`.
    pub spelled: Option<String>,
    /// Whether it is a run of letters of scripts without spaces, which matches anywhere in a run.
    pub is_unspaced: bool,
    /// The folded word with letters such as `ä`, if it has any.
    pub(super) kept: Option<String>,
}

impl QueryWord {
    /// Whether it has only digits. Another number is not a correction of it.
    pub fn is_number(&self) -> bool {
        self.folded.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it is one letter of a script without spaces.
    pub fn is_letter(&self) -> bool {
        self.is_unspaced && self.folded.chars().nth(1).is_none()
    }

    /// Whether it can have corrections: stop words, numbers and runs of letters have none.
    pub fn can_be_misspelled(&self) -> bool {
        !self.is_stop_word && !self.is_number() && !self.is_unspaced
    }

    /// The word as typed, for identifiers.
    pub fn typed(&self) -> TypedText<'_> {
        TypedText { folded: &self.folded, joins_next: self.joins_next }
    }

    pub(super) fn new(word: &Word<'_>) -> Self {
        Self {
            folded: word.folded.to_owned(),
            stem: stem(word.folded).into_owned(),
            is_stop_word: is_stop_word(word.folded),
            joins_next: word.joins_next,
            spelled: word.spelled.map(|word| word.spelled.to_owned()),
            is_unspaced: word.is_unspaced,
            kept: word.spelled.map(|word| word.kept.to_owned()),
        }
    }

    /// The text that parses to this word again.
    pub(super) fn canonical(&self) -> &str {
        self.kept.as_ref().unwrap_or(&self.folded)
    }
}

/// A folded word of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedText<'q> {
    pub folded: &'q str,
    /// Whether only a hyphen separates it from the next word.
    pub joins_next: bool,
}

/// The words of a folded text, with a flag for each that says whether a hyphen joins it to the
/// next.
pub fn typed_words<'q>(folded: &'q str, joins: &'q [bool]) -> impl Iterator<Item = TypedText<'q>> {
    let words = folded.split(' ').zip(joins);
    words.map(|(folded, joins)| TypedText { folded, joins_next: *joins })
}
