//! The clauses of a query: each word with the forms in which the index knows it.

use std::collections::BTreeSet;

use super::compound::split_compound;
use super::dictionary::{Corrections, Dictionary, MaxTypos};
use crate::catalog::CatalogError;
use crate::text::{QueryWord, covering_pairs, stem};

/// Minimum number of letters of a word that is completed in texts.
const MIN_PREFIX_LETTERS: usize = 2;

/// One word of a query and its other forms.
pub struct Clause {
    pub word: QueryWord,
    /// Whether it may be unfinished, so that it also matches as a prefix.
    pub is_prefix: bool,
    /// Number of documents with its stem; of a run of letters, with its rarest pair.
    pub frequency: u32,
    /// The stem of its other spelling, if the index knows it.
    pub spelled: Option<String>,
    /// Longer words that begin with it; of a single letter of a script without spaces, its pairs.
    pub completions: Vec<String>,
    /// Corrections, if the index does not know the word.
    pub corrections: Vec<String>,
    /// Its parts as stems with their positions, if the index knows only the parts.
    pub parts: Option<Vec<(usize, String)>>,
    /// The stem of the word joined with the next one, if the index knows it.
    pub joined: Option<String>,
}

impl Clause {
    /// Whether the index knows the word in no form, so that corrections were looked up.
    pub fn is_unknown(&self) -> bool {
        self.frequency == 0
            && self.spelled.is_none()
            && !self.word.is_number()
            && self.completions.is_empty()
            && self.parts.is_none()
            && !self.word.is_stop_word
    }

    /// Whether it matches in only one form.
    pub fn has_one_form(&self) -> bool {
        !self.word.is_unspaced
            && self.spelled.is_none()
            && self.completions.is_empty()
            && self.corrections.is_empty()
            && self.parts.is_none()
            && self.joined.is_none()
    }

    /// The other words that the clause matches: another spelling, corrections, parts and joined
    /// words.
    pub fn other_words(&self) -> impl Iterator<Item = String> {
        let parts = self.parts.iter().flatten().map(|(_, stem)| stem);
        let spelled = &self.word.spelled;
        self.corrections.iter().chain(parts).chain(&self.joined).chain(spelled).cloned()
    }
}

/// Looks up the words of a query in the index.
pub struct LookUp<'d> {
    pub stems: &'d Dictionary<'d>,
    pub words: &'d Dictionary<'d>,
    /// The words of identifiers, which are not corrected.
    pub known: &'d BTreeSet<&'d str>,
    pub corrections: Corrections<'d>,
}

impl LookUp<'_> {
    /// The clause of a word; `next` is the word after it. `is_prefix` says whether the word may be
    /// unfinished.
    pub fn clause(
        &mut self,
        word: &QueryWord,
        next: Option<&QueryWord>,
        is_prefix: bool,
    ) -> Result<Clause, CatalogError> {
        let mut clause = Clause {
            word: word.clone(),
            is_prefix,
            frequency: 0,
            spelled: None,
            completions: Vec::new(),
            corrections: Vec::new(),
            parts: None,
            joined: None,
        };
        if let Some(next) = next {
            let joined = stem(&format!("{}{}", word.folded, next.folded)).into_owned();
            if joined.len() > 5 && self.stems.contains(&joined)? {
                clause.joined = Some(joined);
            }
        }
        if word.is_unspaced {
            self.look_up_letters(&mut clause)?;
        } else {
            self.look_up_word(&mut clause)?;
        }
        Ok(clause)
    }

    fn look_up_word(&mut self, clause: &mut Clause) -> Result<(), CatalogError> {
        let word = &clause.word;
        clause.frequency = self.stems.frequency(&word.stem)?;
        if let Some(spelled) = &word.spelled {
            let stem = stem(spelled).into_owned();
            clause.spelled = self.stems.contains(&stem)?.then_some(stem);
        }
        if clause.is_prefix && word.folded.chars().count() >= MIN_PREFIX_LETTERS {
            clause.completions = self.words.completions(&word.folded)?;
            if let Some(spelled) = &word.spelled {
                clause.completions.extend(self.words.completions(spelled)?);
            }
            clause.completions.retain(|longer| stem(longer) != word.stem);
        }
        let is_known = word.is_stop_word
            || word.is_number()
            || clause.spelled.is_some()
            || !clause.completions.is_empty()
            || self.known.contains(word.folded.as_str())
            || self.words.contains(&word.folded)?;
        if !is_known {
            if clause.frequency == 0 {
                clause.parts = split_compound(&word.folded, self.stems)?;
            }
            if clause.parts.is_none() {
                let typos = if clause.frequency > 0 { MaxTypos::One } else { MaxTypos::Two };
                let (folded, is_prefix) = (&word.folded, clause.is_prefix);
                clause.corrections = self.corrections.of(folded, is_prefix, typos)?;
            }
        }
        Ok(())
    }

    /// Looks up a run of letters of a script without spaces by its pairs.
    fn look_up_letters(&mut self, clause: &mut Clause) -> Result<(), CatalogError> {
        let folded = &clause.word.folded;
        let mut rarest = u32::MAX;
        for (_, pair) in covering_pairs(folded) {
            rarest = rarest.min(self.stems.frequency(pair)?);
        }
        if clause.word.is_letter() {
            clause.completions = self.stems.pairs(folded)?;
            rarest = rarest.max(u32::from(!clause.completions.is_empty()));
        }
        clause.frequency = rarest;
        Ok(())
    }
}
