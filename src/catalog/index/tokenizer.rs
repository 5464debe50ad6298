//! The words of a text as terms of the index, and the tokenizer with which Tantivy reads them.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::field_terms::{Decoder, FieldTerms};
use crate::text::{StemCache, Words, is_stop_word, letter_pairs};

/// Splits texts into words, and adds their forms to fields. Stop words are left out but have
/// positions. Two words joined by a hyphen are also one word. A word with letters such as `ä` is
/// also one in its other spelling. A run of letters of a script without spaces has a term for each
/// pair of letters, but only where stems go, because pairs need no completions and no corrections.
pub struct Splitter {
    stems: StemCache,
}

/// The fields to which the forms of words go.
pub enum Forms<'f> {
    /// Stems, so that a search for one form of a word finds the others, go to one field. Words
    /// without case and accents, for prefixes and misspelled words, go to another.
    Apart { stems: &'f mut FieldTerms, words: &'f mut FieldTerms },
    /// Both go to one field, at the same position.
    Together(&'f mut FieldTerms),
}

impl Splitter {
    pub fn new() -> Self {
        Self { stems: StemCache::new() }
    }

    /// Adds the words of a text. Each stem counts as many times as its weight.
    pub fn add(&mut self, text: &str, weight: u32, forms: &mut Forms<'_>) {
        forms.begin_text();
        let mut words = Words::new(text);
        let (mut position, mut joined) = (0, String::new());
        while let Some(word) = words.next_word() {
            if word.is_unspaced {
                joined.clear();
                for pair in letter_pairs(word.folded) {
                    forms.push_pair(pair, position, weight);
                    position += 1;
                }
                continue;
            }
            if let Some(spelled) = word.spelled {
                self.push(spelled.spelled, position, weight, forms);
            }
            if !is_stop_word(word.folded) {
                self.push(word.folded, position, weight, forms);
            }
            if !joined.is_empty() {
                joined.push_str(word.folded);
                self.push(&joined, position - 1, weight, forms);
                joined.clear();
            }
            if word.joins_next {
                joined.push_str(word.folded);
            }
            position += 1;
        }
    }

    fn push(&mut self, word: &str, position: u32, weight: u32, forms: &mut Forms<'_>) {
        let stem = self.stems.stem(word);
        match forms {
            Forms::Apart { stems, words } => {
                stems.push(stem, position, weight);
                words.push(word, position, weight);
            }
            Forms::Together(both) => {
                both.push(stem, position, weight);
                if stem != word {
                    both.push(word, position, weight);
                }
            }
        }
    }
}

impl Forms<'_> {
    fn begin_text(&mut self) {
        match self {
            Self::Apart { stems, words } => {
                stems.begin_text();
                words.begin_text();
            }
            Self::Together(both) => both.begin_text(),
        }
    }

    fn push_pair(&mut self, pair: &str, position: u32, weight: u32) {
        let (Self::Apart { stems: field, .. } | Self::Together(field)) = self;
        field.push(pair, position, weight);
    }
}

/// Reads encoded terms as tokens.
#[derive(Clone)]
pub struct TermTokenizer;

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        let token = Token { position: 0, ..Token::default() };
        Tokens { terms: Decoder::new(text), token, positions_left: 0 }
    }
}

/// The tokens of one field of a document.
pub struct Tokens<'a> {
    terms: Decoder<'a>,
    token: Token,
    /// Number of positions of the current term that are not read yet.
    positions_left: u32,
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        if self.positions_left == 0 {
            let Some((term, positions)) = self.terms.term() else { return false };
            self.token.text.clear();
            self.token.text.push_str(term);
            self.token.position = 0;
            self.positions_left = positions;
        }
        self.token.position += self.terms.number() as usize;
        self.positions_left = self.positions_left.saturating_sub(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
