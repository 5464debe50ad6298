//! Search queries and their grammar.
//!
//! The grammar has words, `"quoted phrases"`, `-word` and `-"quoted phrase"`; all other characters
//! are literal or ignored. So every text is a valid query unless it is too long or contains control
//! characters. A hyphen inside a word does not exclude anything.

mod word;

use super::characters::{CharClass, char_class, is_invisible};
use super::words::Words;
pub use word::{QueryWord, TypedText, typed_words};

/// A parsed search query. Queries that mean the same are equal, however they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// The words outside quotes, in order.
    pub words: Vec<QueryWord>,
    /// The quoted phrases, each with its words in order.
    pub phrases: Vec<Vec<QueryWord>>,
    /// The excluded words and phrases.
    pub excluded: Vec<Vec<QueryWord>>,
    /// The folded words to search for, quoted or not, separated by single spaces (like
    /// `folded_words` of a name). Empty if there are none.
    pub folded: String,
    /// Whether the text ends within a word outside quotes. That word may be unfinished, so it also
    /// matches as a prefix.
    pub last_is_prefix: bool,
    /// For each word of `folded`, whether only a hyphen separates it from the next.
    joins: Vec<bool>,
    canonical: String,
    as_typed: AsTyped,
}

/// The text as typed, without invisible characters unless it has no others. It does not take part
/// in comparisons.
#[derive(Clone, Debug, Default)]
struct AsTyped(String);

impl PartialEq for AsTyped {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for AsTyped {}

/// The text is not a valid query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    #[error("a query must not contain control characters, except tabs and line breaks")]
    Control,
    #[error("a query has at most {max} characters; this one has {0}", max = SearchQuery::MAX_CHARS)]
    TooLong(usize),
    #[error("a query has at most {max} words; this one has {0}", max = SearchQuery::MAX_WORDS)]
    TooManyWords(usize),
}

impl SearchQuery {
    /// Maximum length of a query in characters (Unicode scalar values).
    pub const MAX_CHARS: usize = 256;
    /// Maximum number of words of a query, including excluded words.
    pub const MAX_WORDS: usize = 16;

    /// Parses a query, which may be blank or have no words at all. Tabs and line breaks are spaces.
    ///
    /// # Errors
    ///
    /// Fails if the text has other control characters (C0 or DEL), too many characters or too many
    /// words.
    pub fn parse(text: &str) -> Result<Self, InvalidQuery> {
        check(text)?;
        let visible = text.chars().filter(|c| !is_invisible(*c));
        let visible: String = visible.map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut query = Self::default();
        query.read(&visible);
        let words = query.word_count();
        if words > Self::MAX_WORDS {
            return Err(InvalidQuery::TooManyWords(words));
        }
        // Invisible characters were typed, too.
        let shown = if visible.trim().is_empty() { text } else { visible.as_str() };
        query.as_typed = AsTyped(shown.trim().to_owned());
        query.finish(visible);
        Ok(query)
    }

    /// The normalized text, for links and ETags: equal queries have the same canonical text, which
    /// parses to an equal query. A trailing space marks the last word as finished.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The text as the user typed it, to be shown again.
    pub fn as_typed(&self) -> &str {
        &self.as_typed.0
    }

    /// The words of `folded`, for identifiers.
    pub fn typed(&self) -> impl Iterator<Item = TypedText<'_>> {
        typed_words(&self.folded, &self.joins)
    }

    /// Whether nothing was typed, so that there is no query.
    pub fn is_blank(&self) -> bool {
        self.canonical.is_empty()
    }

    /// Whether the query has words, phrases or exclusions. One of only punctuation has none, and
    /// matches nothing.
    pub fn has_words(&self) -> bool {
        self.word_count() > 0
    }

    /// The text as typed, in lower case, with other words in place of some folded words.
    pub fn with_replaced(&self, replacement: impl Fn(&str) -> Option<String>) -> String {
        let typed: Vec<&str> = self.as_typed.0.split_whitespace().collect();
        let typed = typed.join(" ").to_lowercase();
        let (mut replaced, mut copied) = (String::new(), 0);
        let mut words = Words::new(&typed);
        while let Some(word) = words.next_word() {
            if let Some(other) = replacement(word.folded) {
                replaced.push_str(&typed[copied..word.range.start]);
                replaced.push_str(&other);
                copied = word.range.end;
            }
        }
        replaced.push_str(&typed[copied..]);
        replaced
    }

    fn word_count(&self) -> usize {
        let quoted = self.phrases.iter().chain(&self.excluded).map(Vec::len);
        self.words.len() + quoted.sum::<usize>()
    }

    fn read(&mut self, text: &str) {
        let mut excludes = false;
        for (number, piece) in text.split(is_quote).enumerate() {
            if number % 2 == 1 {
                self.read_quoted(piece, excludes);
                continue;
            }
            // A minus at the end excludes the quoted phrase that follows, but only after a space or
            // at the start.
            let is_first = number == 0;
            let before = piece
                .strip_suffix('-')
                .filter(|before| before.chars().next_back().map_or(is_first, char::is_whitespace));
            excludes = before.is_some();
            self.last_is_prefix = false;
            for (place, chunk) in piece.split_whitespace().enumerate() {
                let follows_quote =
                    place == 0 && !is_first && !piece.starts_with(char::is_whitespace);
                self.read_chunk(chunk, follows_quote);
            }
            self.last_is_prefix &= !piece.ends_with(char::is_whitespace);
        }
    }

    fn read_quoted(&mut self, quoted: &str, excludes: bool) {
        self.last_is_prefix = false;
        let words = words(quoted);
        match (words.is_empty(), excludes) {
            (true, _) => {}
            (false, true) => self.exclude(words),
            (false, false) => {
                self.push_canonical(&format!("\"{}\"", canonical_words(&words)));
                self.push_folded(&words);
                self.phrases.push(words);
            }
        }
    }

    /// Reads a chunk of text between spaces. A minus directly after a closing quote
    /// (`follows_quote`) does not exclude.
    fn read_chunk(&mut self, chunk: &str, follows_quote: bool) {
        self.last_is_prefix = false;
        let excluded = chunk
            .strip_prefix('-')
            .filter(|rest| !follows_quote && rest.chars().next().is_some_and(is_letter));
        if let Some(rest) = excluded {
            self.exclude(words(rest));
            return;
        }
        let words = words(chunk);
        if words.is_empty() {
            return;
        }
        self.push_canonical(&canonical_words(&words));
        self.push_folded(&words);
        self.words.extend(words);
        self.last_is_prefix = ends_within_word(chunk);
    }

    fn exclude(&mut self, words: Vec<QueryWord>) {
        match &words[..] {
            [word] => self.push_canonical(&format!("-{}", word.canonical())),
            _ => self.push_canonical(&format!("-\"{}\"", canonical_words(&words))),
        }
        self.excluded.push(words);
    }

    fn push_folded(&mut self, words: &[QueryWord]) {
        for word in words {
            if !self.folded.is_empty() {
                self.folded.push(' ');
            }
            self.folded.push_str(&word.folded);
            self.joins.push(word.joins_next);
        }
    }

    fn push_canonical(&mut self, part: &str) {
        if !self.canonical.is_empty() {
            self.canonical.push(' ');
        }
        self.canonical.push_str(part);
    }

    fn finish(&mut self, visible: String) {
        let last = self.canonical.rsplit(' ').next().unwrap_or_default();
        let ends_in_word = !last.is_empty() && !last.starts_with('-') && !last.ends_with('"');
        if ends_in_word && !self.last_is_prefix {
            self.canonical.push(' ');
        }
        // Some letters fold to several. If the canonical text would be too long to parse, the
        // original text takes its place. So it does if there are no words: an empty text would be
        // no query.
        if !self.has_words() {
            self.canonical.clone_from(&self.as_typed.0);
        } else if self.canonical.chars().count() > Self::MAX_CHARS {
            self.canonical = visible;
        }
    }
}

/// Checks the limits that every query has: no control characters (C0 or DEL) except tabs and line
/// breaks, not too many characters.
pub fn check(text: &str) -> Result<(), InvalidQuery> {
    let is_space = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r');
    if text.bytes().any(|byte| byte.is_ascii_control() && !is_space(byte)) {
        return Err(InvalidQuery::Control);
    }
    let length = text.chars().count();
    if length > SearchQuery::MAX_CHARS { Err(InvalidQuery::TooLong(length)) } else { Ok(()) }
}

/// Straight and typographic double quotes: keyboards of telephones insert the latter.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂')
}

fn is_letter(c: char) -> bool {
    char_class(c) == CharClass::Letter
}

fn words(text: &str) -> Vec<QueryWord> {
    let mut found = Vec::new();
    let mut words = Words::new(text);
    while let Some(word) = words.next_word() {
        found.push(QueryWord::new(&word));
    }
    found
}

/// The folded words with the spaces and hyphens between them.
fn canonical_words(words: &[QueryWord]) -> String {
    let mut text = String::new();
    for (place, word) in words.iter().enumerate() {
        text.push_str(word.canonical());
        if place + 1 < words.len() {
            text.push(if word.joins_next { '-' } else { ' ' });
        }
    }
    text
}

/// Whether another letter would continue the last word: `O'` may become `O'Brien`.
fn ends_within_word(chunk: &str) -> bool {
    let mut last = None;
    let mut words = Words::new(chunk);
    while let Some(word) = words.next_word() {
        last = (!word.is_ampersand).then_some(word.range.end);
    }
    let Some(end) = last else { return false };
    let mut rest = chunk[end..].chars().map(char_class);
    matches!((rest.next(), rest.next()), (None | Some(CharClass::Apostrophe), None))
}

#[cfg(test)]
mod tests;
