//! The tokenizer of the index: implements Tantivy's trait with the words and stems of `text`.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::{StemCache, Words, is_stop_word, letter_pairs};

/// Which forms of a word become tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The stem, so that a search for one form of a word finds the others.
    Stem,
    /// The word without case and accents, for prefixes and misspelled words.
    Surface,
    /// Both, at the same position.
    Both,
}

/// Number of unused positions before each text, so that no phrase spans two texts.
const GAP: usize = 32;

/// Splits a text into tokens. Stop words are left out but have positions. Two words joined by a
/// hyphen are also one token. A word with letters such as `ä` is also a token in its other
/// spelling. A run of letters of a script without spaces has a token for each pair of letters,
/// except in [`Form::Surface`], because pairs need no completions and no corrections.
pub struct IndexTokenizer {
    form: Form,
    stems: StemCache,
    tokens: Vec<Token>,
    /// Tokens to be reused.
    free: Vec<Token>,
}

impl IndexTokenizer {
    pub fn new(form: Form) -> Self {
        Self { form, stems: StemCache::new(), tokens: Vec::new(), free: Vec::new() }
    }

    fn read(&mut self, text: &str) {
        self.free.append(&mut self.tokens);
        let mut words = Words::new(text);
        let (mut position, mut joined) = (GAP, String::new());
        while let Some(word) = words.next_word() {
            if word.is_unspaced {
                joined.clear();
                for pair in letter_pairs(word.folded) {
                    self.push_pair(pair, position);
                    position += 1;
                }
                continue;
            }
            if let Some(spelled) = word.spelled {
                self.push(spelled.spelled, position);
            }
            if !is_stop_word(word.folded) {
                self.push(word.folded, position);
            }
            if !joined.is_empty() {
                joined.push_str(word.folded);
                self.push(&joined, position.saturating_sub(1));
                joined.clear();
            }
            if word.joins_next {
                joined.push_str(word.folded);
            }
            position += 1;
        }
        self.tokens.sort_by_key(|token| token.position);
        self.tokens.reverse();
    }

    fn push(&mut self, word: &str, position: usize) {
        if self.form != Form::Stem {
            self.push_form(Form::Surface, word, position);
        }
        if self.form != Form::Surface {
            self.push_form(Form::Stem, word, position);
        }
    }

    fn push_pair(&mut self, pair: &str, position: usize) {
        if self.form != Form::Surface {
            let token = self.token(pair, position);
            self.tokens.push(token);
        }
    }

    fn push_form(&mut self, form: Form, word: &str, position: usize) {
        let mut token = self.token("", position);
        token.text.push_str(if form == Form::Stem { self.stems.stem(word) } else { word });
        let is_same = |other: &Token| other.position == position && other.text == token.text;
        if self.form == Form::Both && self.tokens.last().is_some_and(is_same) {
            self.free.push(token)
        } else {
            self.tokens.push(token)
        }
    }

    /// A token, a used one if possible.
    fn token(&mut self, text: &str, position: usize) -> Token {
        let mut token = self.free.pop().unwrap_or_default();
        token.text.clear();
        token.text.push_str(text);
        token.position = position;
        token.position_length = 1;
        token
    }
}

impl Clone for IndexTokenizer {
    fn clone(&self) -> Self {
        Self::new(self.form)
    }
}

impl Tokenizer for IndexTokenizer {
    type TokenStream<'a> = Tokens<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens<'a> {
        self.read(text);
        Tokens { tokenizer: self, current: Token::default() }
    }
}

/// The tokens of one text.
pub struct Tokens<'a> {
    tokenizer: &'a mut IndexTokenizer,
    current: Token,
}

impl TokenStream for Tokens<'_> {
    fn advance(&mut self) -> bool {
        let Some(next) = self.tokenizer.tokens.pop() else { return false };
        let last = std::mem::replace(&mut self.current, next);
        self.tokenizer.free.push(last);
        true
    }

    fn token(&self) -> &Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_positions_and_words_are_joined_at_hyphens() {
        for (form, expected) in [
            (Form::Stem, vec![("anti", 0), ("antislaveri", 0), ("slaveri", 1), ("poor", 4)]),
            (Form::Surface, vec![("anti", 0), ("antislavery", 0), ("slavery", 1), ("poor", 4)]),
        ] {
            let mut tokenizer = IndexTokenizer::new(form);
            for _ in 0..2 {
                let mut stream = tokenizer.token_stream("Anti-Slavery for the poor");
                let mut found = Vec::new();
                while stream.advance() {
                    found.push((stream.token().text.clone(), stream.token().position));
                }
                let expected: Vec<(String, usize)> =
                    expected.iter().map(|(word, at)| ((*word).to_owned(), GAP + at)).collect();
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn a_run_of_letters_has_a_token_for_each_pair_and_an_umlaut_two_spellings() {
        let text = "Müller 児童労働 NPO法人";
        for (form, expected) in [
            (
                Form::Stem,
                &[
                    "mueller 0",
                    "muller 0",
                    "児童 1",
                    "童労 2",
                    "労働 3",
                    "働 4",
                    "npo 5",
                    "法人 6",
                    "人 7",
                ][..],
            ),
            (Form::Surface, &["mueller 0", "muller 0", "npo 5"]),
        ] {
            let mut tokenizer = IndexTokenizer::new(form);
            let mut stream = tokenizer.token_stream(text);
            let mut found = Vec::new();
            while stream.advance() {
                let token = stream.token();
                found.push(format!("{} {}", token.text, token.position - GAP));
            }
            assert_eq!(found, expected);
        }
    }
}
