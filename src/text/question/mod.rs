//! What somebody asks, read by a grammar of our own.
//!
//! Words, `"quoted words"`, `-word` and `-"quoted words"`; everything else is
//! literal or means nothing, so that no text is a mistake but one that is too
//! long or holds control characters. A hyphen inside a word excludes nothing.

use super::common::is_common;
use super::letters::{Class, class, is_invisible};
use super::stem::stem;
use super::words::{Word, Words};

/// What somebody asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The words outside quotes, which should be there, in order.
    pub words: Vec<QuestionWord>,
    /// The quoted words, each phrase in its order.
    pub phrases: Vec<Vec<QuestionWord>>,
    /// What must not be there: one word or one phrase each.
    pub excluded: Vec<Vec<QuestionWord>>,
    /// The folded words that are asked for, quoted or not, with single spaces
    /// between them, as `folded_words` gives names; empty when there
    /// are none.
    pub folded: String,
    /// Whether the text ends within a word outside quotes, which may then be
    /// unfinished.
    pub is_open: bool,
    canonical: String,
    written: Written,
}

/// What was typed, without what is invisible. Questions that ask the same are equal, however
/// they were typed.
#[derive(Clone, Debug, Default)]
struct Written(String);

impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Written {}

/// One word of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionWord {
    /// Without case, accents and apostrophes.
    pub folded: String,
    /// Without endings as well.
    pub stem: String,
    /// Whether it is a function word, which need not be found.
    pub common: bool,
    /// Whether only a hyphen stands between it and the next word.
    pub joins_next: bool,
}

/// The text cannot be a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuestion {
    #[error("a question must not contain control characters, line breaks and tabs included")]
    Control,
    #[error("a question has at most {max} characters, not {0}", max = Question::MAX_CHARS)]
    TooLong(usize),
    #[error("a question has at most {max} words, not {0}", max = Question::MAX_WORDS)]
    TooManyWords(usize),
}

impl Question {
    /// How many characters (Unicode scalar values) a question may have.
    pub const MAX_CHARS: usize = 256;
    /// How many words it may have, excluded ones included.
    pub const MAX_WORDS: usize = 16;

    /// Reads what somebody asks. A question may turn out to be empty.
    ///
    /// # Errors
    ///
    /// When the text has control characters (C0 or DEL), too many characters or
    /// too many words.
    pub fn parse(text: &str) -> Result<Self, InvalidQuestion> {
        check(text)?;
        let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let mut question = Self::default();
        question.read(&visible);
        let words = question.count();
        if words > Self::MAX_WORDS {
            return Err(InvalidQuestion::TooManyWords(words));
        }
        question.written = Written(visible.trim().to_owned());
        question.finish(visible);
        Ok(question)
    }

    /// A text that asks the same and is the same for all such texts, for links
    /// and tags. A space at its end says that its last word is finished.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The text as it was typed, for who is shown it again.
    pub fn written(&self) -> &str {
        &self.written.0
    }

    /// Whether nothing is asked: no words, no phrases, no exclusions.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    fn count(&self) -> usize {
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
            // A minus belongs to what follows it, and stands after a space.
            let begins = number == 0;
            let before = piece
                .strip_suffix('-')
                .filter(|before| before.chars().next_back().map_or(begins, char::is_whitespace));
            excludes = before.is_some();
            self.is_open = false;
            for (place, chunk) in piece.split_whitespace().enumerate() {
                let glued = place == 0 && !begins && !piece.starts_with(char::is_whitespace);
                self.read_chunk(chunk, glued);
            }
            self.is_open &= !piece.ends_with(char::is_whitespace);
        }
    }

    fn read_quoted(&mut self, quoted: &str, excludes: bool) {
        self.is_open = false;
        let words = words(quoted);
        match (words.is_empty(), excludes) {
            (true, _) => {}
            (false, true) => self.exclude(words),
            (false, false) => {
                self.add(&format!("\"{}\"", written(&words)));
                self.want(&words);
                self.phrases.push(words);
            }
        }
    }

    /// Reads what stands between spaces; `glued` to a quote before it, it cannot
    /// exclude.
    fn read_chunk(&mut self, chunk: &str, glued: bool) {
        self.is_open = false;
        let excluded = chunk
            .strip_prefix('-')
            .filter(|rest| !glued && rest.chars().next().is_some_and(is_letter));
        if let Some(rest) = excluded {
            self.exclude(words(rest));
            return;
        }
        let words = words(chunk);
        if words.is_empty() {
            return;
        }
        self.add(&written(&words));
        self.want(&words);
        self.words.extend(words);
        self.is_open = ends_within_word(chunk);
    }

    fn exclude(&mut self, words: Vec<QuestionWord>) {
        match &words[..] {
            [word] => self.add(&format!("-{}", word.folded)),
            _ => self.add(&format!("-\"{}\"", written(&words))),
        }
        self.excluded.push(words);
    }

    fn want(&mut self, words: &[QuestionWord]) {
        for word in words {
            if !self.folded.is_empty() {
                self.folded.push(' ');
            }
            self.folded.push_str(&word.folded);
        }
    }

    fn add(&mut self, part: &str) {
        if !self.canonical.is_empty() {
            self.canonical.push(' ');
        }
        self.canonical.push_str(part);
    }

    fn finish(&mut self, visible: String) {
        let last = self.canonical.rsplit(' ').next().unwrap_or_default();
        let ends_in_word = !last.is_empty() && !last.starts_with('-') && !last.ends_with('"');
        if ends_in_word && !self.is_open {
            self.canonical.push(' ');
        }
        // Some letters fold to many; what would be refused when it comes back stays as it was.
        if self.canonical.chars().count() > Self::MAX_CHARS {
            self.canonical = visible;
        }
    }
}

/// Refuses a text with control characters (C0 or DEL) or too many characters.
pub fn check(text: &str) -> Result<(), InvalidQuestion> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err(InvalidQuestion::Control);
    }
    let length = text.chars().count();
    match length > Question::MAX_CHARS {
        true => Err(InvalidQuestion::TooLong(length)),
        false => Ok(()),
    }
}

/// Straight and typographic double quotes: telephones put in the latter.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂')
}

fn is_letter(c: char) -> bool {
    class(c) == Class::Letter
}

fn words(text: &str) -> Vec<QuestionWord> {
    let mut found = Vec::new();
    let mut words = Words::new(text);
    while let Some(word) = words.next_word() {
        found.push(QuestionWord::new(&word));
    }
    found
}

impl QuestionWord {
    fn new(word: &Word<'_>) -> Self {
        Self {
            folded: word.folded.to_owned(),
            stem: stem(word.folded).into_owned(),
            common: is_common(word.folded),
            joins_next: word.joins_next,
        }
    }
}

/// The words as they could have been typed.
fn written(words: &[QuestionWord]) -> String {
    let mut text = String::new();
    for (place, word) in words.iter().enumerate() {
        text.push_str(&word.folded);
        if place + 1 < words.len() {
            text.push(if word.joins_next { '-' } else { ' ' });
        }
    }
    text
}

/// Whether a letter more would make the last word another: `O'` may become
/// `O'Brien`.
fn ends_within_word(chunk: &str) -> bool {
    let mut last = None;
    let mut words = Words::new(chunk);
    while let Some(word) = words.next_word() {
        last = (!word.is_ampersand).then_some(word.range.end);
    }
    let Some(end) = last else { return false };
    let mut rest = chunk[end..].chars().map(class);
    matches!((rest.next(), rest.next()), (None | Some(Class::Apostrophe), None))
}

#[cfg(test)]
mod tests;
