//! The words that the index knows: whether one is there, what it may be the
//! beginning of, and what was meant by one that is misspelled.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::schema::Field;
use tantivy::termdict::TermMerger;
use tantivy::{InvertedIndexReader, Searcher, Term};
use tantivy_fst::Automaton;

use crate::catalog::CatalogError;
use crate::text::Work;

/// Accept words with one or two letters added, left out, changed or swapped.
static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|typos| LevenshteinAutomatonBuilder::new(typos, true)));

/// Maximum number of words that a misspelled word may stand for.
const MAX_MEANT: usize = 24;

/// Maximum number of words that an unfinished word may be the beginning of.
const MAX_BEGUN: usize = 256;

/// Maximum number of letters of a word that may be misspelled: the automaton of a
/// longer one takes megabytes.
const MAX_LETTERS: usize = 40;

/// Steps that reading a word of the dictionary takes.
const WORD: usize = 20;

/// Steps that looking a word up takes.
const LOOKUP: usize = 60;

/// Steps that a hundred documents take which have a completion of a word: they
/// are put into a set.
const COMPLETION: usize = 25;

/// Steps that a hundred documents take which have a correction of a word: their
/// scores are counted.
const CORRECTION: usize = 500;

/// Steps that making the automaton of a word takes, for each of its letters.
const LETTER: usize = 1_000;

/// How many typos a word may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Typos {
    /// One, from four letters on.
    One,
    /// One, or two from eight letters on.
    Usual,
}

/// Maximum number of words with two typos in one question. Each of them is
/// looked for in a large part of the dictionary.
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

/// The words of one field, and the work of the question that asks for them.
pub struct Dictionary<'s> {
    searcher: &'s Searcher,
    field: Field,
    work: &'s Work,
}

impl<'s> Dictionary<'s> {
    pub fn new(searcher: &'s Searcher, field: Field, work: &'s Work) -> Self {
        Self { searcher, field, work }
    }

    /// Whether a word is there. `false` once the work is used up.
    pub fn knows(&self, word: &str) -> Result<bool, CatalogError> {
        Ok(self.work.spend(LOOKUP) && self.frequency(word)? > 0)
    }

    /// How many documents have a word. Each question asks for few.
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
    /// added that it has. When the work ends these are the first ones in order.
    pub fn beginning_with(&self, text: &str) -> Result<Vec<String>, CatalogError> {
        let indexes = self.indexes()?;
        let streams = indexes.iter().map(|index| index.terms().range().gt(text).into_stream());
        // All segments at once, so that words are counted alike however they are spread.
        let mut words = TermMerger::new(streams.collect::<Result<_, _>>()?);
        let mut found = BTreeMap::new();
        while words.advance() && words.key().starts_with(text.as_bytes()) && self.work.spend(WORD) {
            if let Ok(word) = std::str::from_utf8(words.key()) {
                let infos = words.current_segment_ords_and_term_infos();
                found.insert(word.to_owned(), infos.map(|(_, info)| info.doc_freq).sum());
            }
        }
        Ok(self.affordable(most_frequent(found, MAX_BEGUN), COMPLETION))
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
            0..4 | MAX_LETTERS.. => 0,
            4..8 => 1,
            _ if most == Typos::One => 1,
            _ => 2,
        };
        for builder in &BUILDERS[..typos] {
            let meant = self.accepted(letters, || builder.build_dfa(word))?;
            if !meant.is_empty() {
                return Ok(meant);
            }
        }
        if is_open && typos > 0 {
            return self.accepted(letters, || BUILDERS[0].build_prefix_dfa(word));
        }
        Ok(Vec::new())
    }

    /// The words that the automaton of a word accepts, the most frequent if they
    /// are too many. None when the work ends before all were looked for: which ones
    /// were found by then would depend on how the index is divided.
    fn accepted(
        &self,
        letters: usize,
        automaton: impl FnOnce() -> DFA,
    ) -> Result<Vec<String>, CatalogError> {
        if !self.work.spend(LETTER * letters) {
            return Ok(Vec::new());
        }
        let automaton = Misspelled { dfa: automaton(), work: self.work };
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for index in self.indexes()? {
            let mut words = index.terms().search(&automaton).into_stream()?;
            while words.advance() && self.work.spend(WORD) {
                if let Ok(word) = std::str::from_utf8(words.key()) {
                    *found.entry(word.to_owned()).or_default() += words.value().doc_freq;
                }
            }
        }
        if self.work.is_cut() {
            return Ok(Vec::new());
        }
        Ok(self.affordable(most_frequent(found, MAX_MEANT), CORRECTION))
    }

    /// The words for which there is work left. Each is one more to look for in all
    /// documents that have it, which takes `steps` for each hundred documents.
    fn affordable(&self, words: Vec<(String, u32)>, steps: usize) -> Vec<String> {
        let fits = |frequency: u32| self.work.spend((frequency as usize * steps).div_ceil(100));
        let affordable = words.into_iter().take_while(|(_, frequency)| fits(*frequency));
        affordable.map(|(word, _)| word).collect()
    }

    /// The part of the field in each segment.
    fn indexes(&self) -> Result<Vec<Arc<InvertedIndexReader>>, CatalogError> {
        let segments = self.searcher.segment_readers().iter();
        let indexes = segments.map(|segment| segment.inverted_index(self.field));
        Ok(indexes.collect::<Result<_, _>>()?)
    }
}

/// At most `most` words with their frequencies: the most frequent ones.
fn most_frequent(found: BTreeMap<String, u32>, most: usize) -> Vec<(String, u32)> {
    let mut found: Vec<(String, u32)> = found.into_iter().collect();
    if found.len() > most {
        found.sort_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
        found.truncate(most);
    }
    found
}

/// A Levenshtein automaton as the dictionary takes it. It accepts nothing more
/// once the work is used up.
struct Misspelled<'w> {
    dfa: DFA,
    work: &'w Work,
}

impl Automaton for Misspelled<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.dfa.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.dfa.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        match self.work.spend(1) {
            true => self.dfa.transition(*state, byte),
            false => SINK_STATE,
        }
    }
}
