//! The words of a text as terms of the index, and the tokenizer with which Tantivy reads them.

use std::collections::HashMap;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use xxhash_rust::xxh3::Xxh3DefaultBuilder;

use super::encoded::Decoder;
use super::field_terms::FieldTerms;
use crate::text::{StemCache, Words, is_stop_word, letter_pairs};

/// Splits texts into words, and adds their forms to fields. Stop words are left out but have
/// positions. Two words joined by a hyphen are also one word. A word with letters such as `ä` is
/// also one in its other spelling. A run of letters of a script without spaces has a term for each
/// pair of letters, but only where stems go, because pairs need no completions and no corrections.
pub struct Splitter {
    stems: StemCache,
    /// The occurrences of texts that many profiles have.
    shared: HashMap<String, Vec<Occurrence>, Xxh3DefaultBuilder>,
}

/// A word of a text.
struct Occurrence {
    stem: Box<str>,
    /// `None` for a pair of letters.
    word: Option<Box<str>>,
    position: u32,
}

/// Maximum number of texts whose occurrences are kept.
const MAX_SHARED: usize = 10_000;

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
        Self { stems: StemCache::new(), shared: HashMap::default() }
    }

    /// Adds the words of a text. Each stem counts as many times as its weight.
    pub fn add(&mut self, text: &str, weight: u32, forms: &mut Forms<'_>) {
        forms.begin_text();
        split(text, &mut self.stems, |stem, word, at| forms.push(stem, word, at, weight));
    }

    /// Like [`Splitter::add`], for a text that many profiles have, such as the name of a country. It
    /// is split once.
    pub fn add_shared(&mut self, text: &str, weight: u32, forms: &mut Forms<'_>) {
        if !self.shared.contains_key(text) {
            if self.shared.len() >= MAX_SHARED {
                self.shared.clear();
            }
            let mut occurrences = Vec::new();
            split(text, &mut self.stems, |stem, word, position| {
                let (stem, word) = (stem.into(), word.map(Box::from));
                occurrences.push(Occurrence { stem, word, position });
            });
            self.shared.insert(text.to_owned(), occurrences);
        }
        forms.begin_text();
        for Occurrence { stem, word, position } in self.shared.get(text).into_iter().flatten() {
            forms.push(stem, word.as_deref(), *position, weight);
        }
    }
}

/// Gives `add` each word of a text: its stem, the word unless it is a pair of letters, and its
/// position.
fn split(text: &str, stems: &mut StemCache, mut add: impl FnMut(&str, Option<&str>, u32)) {
    let mut words = Words::new(text);
    let (mut position, mut joined) = (0, String::new());
    while let Some(word) = words.next_word() {
        if word.is_unspaced {
            joined.clear();
            for pair in letter_pairs(word.folded) {
                add(pair, None, position);
                position += 1;
            }
            continue;
        }
        if let Some(spelled) = word.spelled {
            add(stems.stem(spelled.spelled), Some(spelled.spelled), position);
        }
        if !is_stop_word(word.folded) {
            add(stems.stem(word.folded), Some(word.folded), position);
        }
        if !joined.is_empty() {
            joined.push_str(word.folded);
            add(stems.stem(&joined), Some(&joined), position - 1);
            joined.clear();
        }
        if word.joins_next {
            joined.push_str(word.folded);
        }
        position += 1;
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

    fn push(&mut self, stem: &str, word: Option<&str>, position: u32, weight: u32) {
        match (self, word) {
            (Self::Apart { stems, words }, Some(word)) => {
                stems.push(stem, position, weight);
                words.push(word, position, weight);
            }
            (Self::Together(both), Some(word)) if word != stem => {
                both.push(stem, position, weight);
                both.push(word, position, weight);
            }
            (Self::Apart { stems: field, .. } | Self::Together(field), _) => {
                field.push(stem, position, weight);
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::index::encoded::{take_encoded, take_encoded_once};
    use crate::catalog::index::field_terms::GAP;

    /// The tokens that Tantivy gets for a field, with their positions in the text, sorted.
    fn tokens(field: &str) -> Vec<(usize, String)> {
        let mut tokenizer = TermTokenizer;
        let mut stream = tokenizer.token_stream(field);
        let mut found = Vec::new();
        while stream.advance() {
            let Token { position, text, .. } = stream.token();
            found.push((position.saturating_sub(GAP as usize), text.clone()));
        }
        found.sort();
        found
    }

    fn with_positions(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
        expected.iter().map(|(at, term)| (*at, (*term).to_owned())).collect()
    }

    /// The tokens of a text in a field of stems, one of words, and one of both.
    fn split_into(text: &str, is_shared: bool) -> [Vec<(usize, String)>; 3] {
        let mut splitter = Splitter::new();
        let mut fields = [0; 3].map(FieldTerms::new);
        let [stems, words, both] = &mut fields;
        for mut forms in [Forms::Apart { stems, words }, Forms::Together(both)] {
            if is_shared {
                splitter.add_shared(text, 1, &mut forms);
            } else {
                splitter.add(text, 1, &mut forms);
            }
        }
        let [stems, words, both] = &mut fields;
        let encoded = [take_encoded(stems), take_encoded_once(words), take_encoded(both)];
        encoded.map(|field| tokens(&field))
    }

    #[test]
    fn stop_words_have_positions_and_words_are_joined_at_hyphens() {
        for is_shared in [false, true] {
            let [stems, words, both] = split_into("Anti-Slavery for the poor", is_shared);
            let expected = [(0, "anti"), (0, "antislaveri"), (1, "slaveri"), (4, "poor")];
            let mut expected = with_positions(&expected);
            expected.sort();
            assert_eq!(stems, expected);
            let expected = [(0, "anti"), (0, "antislavery"), (0, "poor"), (0, "slavery")];
            assert_eq!(words, with_positions(&expected));
            let expected = [
                (0, "anti"),
                (0, "antislaveri"),
                (0, "antislavery"),
                (1, "slaveri"),
                (1, "slavery"),
                (4, "poor"),
            ];
            assert_eq!(both, with_positions(&expected));
        }
    }

    #[test]
    fn a_run_of_letters_has_a_token_for_each_pair_and_an_umlaut_two_spellings() {
        let [stems, words, _] = split_into("Müller 児童労働 NPO法人", false);
        let expected = [
            (0, "mueller"),
            (0, "muller"),
            (1, "児童"),
            (2, "童労"),
            (3, "労働"),
            (4, "働"),
            (5, "npo"),
            (6, "法人"),
            (7, "人"),
        ];
        assert_eq!(stems, with_positions(&expected));
        assert_eq!(words, with_positions(&[(0, "mueller"), (0, "muller"), (0, "npo")]));
    }
}
