//! The dictionary of the index: frequencies of words, completions of unfinished words and
//! corrections of misspelled ones.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::schema::Field;
use tantivy::termdict::TermMerger;
use tantivy::{InvertedIndexReader, Searcher, Term};
use tantivy_fst::Automaton;

use crate::catalog::CatalogError;
use crate::text::WorkBudget;

/// Builders of automata that accept words with one or two typos: a letter added, left out or
/// changed, or two adjacent letters swapped.
static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|typos| LevenshteinAutomatonBuilder::new(typos, true)));

/// Maximum number of corrections of one word.
const MAX_CORRECTIONS: usize = 24;

/// Maximum number of completions of one word.
const MAX_COMPLETIONS: usize = 256;

/// Maximum number of pairs of letters that begin with one letter.
const MAX_PAIRS: usize = 4096;

/// Words of this many letters or more are not corrected, because their automata take megabytes.
const MAX_LETTERS: usize = 40;

/// Steps to read a word of the dictionary.
const WORD: usize = 20;

/// Steps to look a word up.
const LOOKUP: usize = 60;

/// Steps for each hundred documents with a completion, which are added to a set.
const COMPLETION: usize = 25;

/// Steps for each hundred documents with a correction, which are scored.
const CORRECTION: usize = 500;

/// Steps to build the automaton of a word, for each of its letters.
const LETTER: usize = 1_000;

/// Maximum number of typos in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MaxTypos {
    /// One in words of four letters or more.
    One,
    /// One in words of four letters or more, two in words of eight letters or more.
    Two,
}

/// Maximum number of words of one query that are corrected with two typos, which takes a search in
/// a large part of the dictionary.
const MAX_WORDS_WITH_TWO_TYPOS: usize = 4;

/// Corrections of the words of one query, each computed once.
pub struct Corrections<'d> {
    words: &'d Dictionary<'d>,
    /// Corrections by word and whether it is a prefix.
    computed: BTreeMap<(String, bool), Vec<String>>,
}

impl<'d> Corrections<'d> {
    pub fn new(words: &'d Dictionary<'d>) -> Self {
        Self { words, computed: BTreeMap::new() }
    }

    /// Corrections of a word: see [`Dictionary::corrections`].
    pub fn of(
        &mut self,
        word: &str,
        is_prefix: bool,
        max_typos: MaxTypos,
    ) -> Result<Vec<String>, CatalogError> {
        let key = (word.to_owned(), is_prefix);
        if let Some(computed) = self.computed.get(&key) {
            return Ok(computed.clone());
        }
        let allows_two = self.computed.len() < MAX_WORDS_WITH_TWO_TYPOS;
        let max_typos = if allows_two { max_typos } else { MaxTypos::One };
        let corrections = self.words.corrections(word, is_prefix, max_typos)?;
        self.computed.insert(key, corrections.clone());
        Ok(corrections)
    }
}

/// The words of one field of the index, read within the work budget of one query.
pub struct Dictionary<'s> {
    searcher: &'s Searcher,
    field: Field,
    budget: &'s WorkBudget,
}

impl<'s> Dictionary<'s> {
    pub fn new(searcher: &'s Searcher, field: Field, budget: &'s WorkBudget) -> Self {
        Self { searcher, field, budget }
    }

    /// Whether any document has a word; `false` once the budget is exhausted.
    pub fn contains(&self, word: &str) -> Result<bool, CatalogError> {
        Ok(self.budget.spend(LOOKUP) && self.frequency(word)? > 0)
    }

    /// Number of documents that have a word. It needs no budget, because a query has few words.
    pub fn frequency(&self, word: &str) -> Result<u32, CatalogError> {
        let term = Term::from_field_text(self.field, word);
        let mut frequency = 0;
        for segment in self.searcher.segment_readers() {
            let term_info = segment.inverted_index(self.field)?.get_term_info(&term)?;
            frequency += term_info.map_or(0, |info| info.doc_freq);
        }
        Ok(frequency)
    }

    /// Completions: words that are longer than `text` and begin with it; the most frequent ones if
    /// there are too many, so that another typed letter keeps the completions that have it. Once
    /// the budget is exhausted, the completions are among the first words in order.
    pub fn completions(&self, text: &str) -> Result<Vec<String>, CatalogError> {
        self.longer_words(text, MAX_COMPLETIONS)
    }

    /// The pairs of letters that begin with a letter of a script without spaces.
    pub fn pairs(&self, letter: &str) -> Result<Vec<String>, CatalogError> {
        self.longer_words(letter, MAX_PAIRS)
    }

    fn longer_words(&self, text: &str, max: usize) -> Result<Vec<String>, CatalogError> {
        let indexes = self.indexes()?;
        let streams = indexes.iter().map(|index| index.terms().range().gt(text).into_stream());
        // All segments are merged, so that frequencies do not depend on the segments.
        let mut words = TermMerger::new(streams.collect::<Result<_, _>>()?);
        let mut found = BTreeMap::new();
        while words.advance() && words.key().starts_with(text.as_bytes()) && self.budget.spend(WORD)
        {
            if let Ok(word) = std::str::from_utf8(words.key()) {
                let infos = words.current_segment_ords_and_term_infos();
                found.insert(word.to_owned(), infos.map(|(_, info)| info.doc_freq).sum());
            }
        }
        Ok(self.affordable(most_frequent(found, max), COMPLETION))
    }

    /// Corrections of a word that the dictionary does not contain, the most frequent first: the
    /// words with one typo; if there are none, those with two typos (in words of eight letters or
    /// more); if there are none and the word is a prefix, the words that begin with it up to one
    /// typo.
    fn corrections(
        &self,
        word: &str,
        is_prefix: bool,
        max_typos: MaxTypos,
    ) -> Result<Vec<String>, CatalogError> {
        let letters = word.chars().count();
        let typos = match letters {
            0..4 | MAX_LETTERS.. => 0,
            4..8 => 1,
            _ if max_typos == MaxTypos::One => 1,
            _ => 2,
        };
        for builder in &BUILDERS[..typos] {
            let corrections = self.accepted(letters, || builder.build_dfa(word))?;
            if !corrections.is_empty() {
                return Ok(corrections);
            }
        }
        if is_prefix && typos > 0 {
            return self.accepted(letters, || BUILDERS[0].build_prefix_dfa(word));
        }
        Ok(Vec::new())
    }

    /// The words that the automaton of a word accepts; the most frequent ones if there are too
    /// many. Empty if the budget ends first, because partial results would depend on the segments.
    fn accepted(
        &self,
        letters: usize,
        automaton: impl FnOnce() -> DFA,
    ) -> Result<Vec<String>, CatalogError> {
        if !self.budget.spend(LETTER * letters) {
            return Ok(Vec::new());
        }
        let automaton = BudgetedAutomaton { dfa: automaton(), budget: self.budget };
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for index in self.indexes()? {
            let mut words = index.terms().search(&automaton).into_stream()?;
            while words.advance() && self.budget.spend(WORD) {
                if let Ok(word) = std::str::from_utf8(words.key()) {
                    *found.entry(word.to_owned()).or_default() += words.value().doc_freq;
                }
            }
        }
        if self.budget.is_exhausted() {
            return Ok(Vec::new());
        }
        let mut found = most_frequent(found, MAX_CORRECTIONS);
        found.sort_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
        Ok(self.affordable(found, CORRECTION))
    }

    /// The first words for which the budget suffices. Each word takes `steps` for each hundred
    /// documents that have it.
    fn affordable(&self, words: Vec<(String, u32)>, steps: usize) -> Vec<String> {
        let fits = |frequency: u32| self.budget.spend((frequency as usize * steps).div_ceil(100));
        let affordable = words.into_iter().take_while(|(_, frequency)| fits(*frequency));
        affordable.map(|(word, _)| word).collect()
    }

    /// The inverted index of the field in each segment.
    fn indexes(&self) -> Result<Vec<Arc<InvertedIndexReader>>, CatalogError> {
        let segments = self.searcher.segment_readers().iter();
        let indexes = segments.map(|segment| segment.inverted_index(self.field));
        Ok(indexes.collect::<Result<_, _>>()?)
    }
}

/// The `max` most frequent words with their frequencies.
fn most_frequent(found: BTreeMap<String, u32>, max: usize) -> Vec<(String, u32)> {
    let mut found: Vec<(String, u32)> = found.into_iter().collect();
    if found.len() > max {
        found.sort_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
        found.truncate(max);
    }
    found
}

/// A Levenshtein automaton that accepts nothing more once the budget is exhausted.
struct BudgetedAutomaton<'b> {
    dfa: DFA,
    budget: &'b WorkBudget,
}

impl Automaton for BudgetedAutomaton<'_> {
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
        if self.budget.spend(1) { self.dfa.transition(*state, byte) } else { SINK_STATE }
    }
}
