//! The words that the index knows: whether one is there, what it may be the
//! beginning of, and what was meant by one that is misspelled.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};
use tantivy_fst::Automaton;

use super::super::CatalogError;

/// Accept words with one or two letters added, left out, changed or swapped.
static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|typos| LevenshteinAutomatonBuilder::new(typos, true)));

/// At most so many words are taken for one that is misspelled.
const MAX_MEANT: usize = 24;

/// At most so many words are taken for what one is the beginning of.
const MAX_BEGUN: usize = 256;

/// How many typos a word may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Typos {
    /// One, from four letters on.
    One,
    /// One, or two from eight letters on.
    Usual,
}

/// So many words of one question may have two typos: each is looked for among all
/// words, and a question must never take long.
const MAX_TWICE_WRONG: usize = 4;

/// What was probably meant by the words of one question.
pub struct Guesses<'d> {
    words: &'d Dictionary<'d>,
    made: BTreeMap<(String, bool), Vec<String>>,
}

impl<'d> Guesses<'d> {
    pub fn new(words: &'d Dictionary<'d>) -> Self {
        Self { words, made: BTreeMap::new() }
    }

    /// What was meant by a word, as [`Dictionary::meant_by`] has it.
    pub fn of(
        &mut self,
        word: &str,
        is_open: bool,
        most: Typos,
    ) -> Result<Vec<String>, CatalogError> {
        let key = (word.to_owned(), is_open);
        if let Some(made) = self.made.get(&key) {
            return Ok(made.clone());
        }
        let most = if self.made.len() < MAX_TWICE_WRONG { most } else { Typos::One };
        let meant = self.words.meant_by(word, is_open, most)?;
        self.made.insert(key, meant.clone());
        Ok(meant)
    }
}

/// The words of one field.
pub struct Dictionary<'s> {
    searcher: &'s Searcher,
    field: Field,
}

impl<'s> Dictionary<'s> {
    pub fn new(searcher: &'s Searcher, field: Field) -> Self {
        Self { searcher, field }
    }

    /// Whether a word is there.
    pub fn knows(&self, word: &str) -> Result<bool, CatalogError> {
        Ok(self.frequency(word)? > 0)
    }

    /// How many documents have a word.
    pub fn frequency(&self, word: &str) -> Result<u32, CatalogError> {
        let term = Term::from_field_text(self.field, word);
        let mut frequency = 0;
        for segment in self.searcher.segment_readers() {
            let known = segment.inverted_index(self.field)?.get_term_info(&term)?;
            frequency += known.map_or(0, |info| info.doc_freq);
        }
        Ok(frequency)
    }

    /// The words that are longer than this text and begin with it, the most
    /// frequent if there are too many: what is among them stays when a letter is
    /// added that it has.
    pub fn beginning_with(&self, text: &str) -> Result<Vec<String>, CatalogError> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.field)?;
            let mut stream = index.terms().range().gt(text).into_stream()?;
            while stream.advance() && stream.key().starts_with(text.as_bytes()) {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    let frequency = stream.value().doc_freq;
                    match found.get_mut(word) {
                        Some(sum) => *sum += frequency,
                        None => drop(found.insert(word.to_owned(), frequency)),
                    }
                }
            }
        }
        Ok(most_frequent(found, MAX_BEGUN))
    }

    /// What was probably meant by a word that is not there: the words that are
    /// one typo away, or else two for a word of eight letters and more; for an
    /// unfinished word those too that begin so.
    fn meant_by(
        &self,
        word: &str,
        is_open: bool,
        most: Typos,
    ) -> Result<Vec<String>, CatalogError> {
        let letters = word.chars().count();
        let typos = match letters {
            0..4 => 0,
            4..8 => 1,
            _ if most == Typos::One => 1,
            _ => 2,
        };
        for builder in &BUILDERS[..typos] {
            let meant = self.accepted(builder.build_dfa(word))?;
            if !meant.is_empty() {
                return Ok(meant);
            }
        }
        if is_open && typos > 0 {
            return self.accepted(BUILDERS[0].build_prefix_dfa(word));
        }
        Ok(Vec::new())
    }

    /// The words that an automaton accepts, the most frequent first if there are
    /// too many.
    fn accepted(&self, dfa: DFA) -> Result<Vec<String>, CatalogError> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        self.each_accepted(&Misspelled(dfa), |word, frequency| {
            *found.entry(word.to_owned()).or_default() += frequency;
        })?;
        Ok(most_frequent(found, MAX_MEANT))
    }

    /// Calls `found` with each word of each segment that an automaton accepts, and
    /// how many documents there have it.
    fn each_accepted(
        &self,
        automaton: &Misspelled,
        mut found: impl FnMut(&str, u32),
    ) -> Result<(), CatalogError> {
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.field)?;
            let mut stream = index.terms().search(automaton).into_stream()?;
            while stream.advance() {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    found(word, stream.value().doc_freq);
                }
            }
        }
        Ok(())
    }
}

/// At most so many words, the most frequent ones.
fn most_frequent(found: BTreeMap<String, u32>, most: usize) -> Vec<String> {
    let mut found: Vec<(String, u32)> = found.into_iter().collect();
    if found.len() > most {
        found.sort_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
        found.truncate(most);
    }
    found.into_iter().map(|(word, _)| word).collect()
}

/// A Levenshtein automaton as the dictionary takes it.
struct Misspelled(DFA);

impl Automaton for Misspelled {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
