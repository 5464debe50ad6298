//! The organizations that have one word of a query in their names.

use super::clause::Clause;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::{Columns, NameWord};
use crate::catalog::rows::entry::NameRole;
use crate::text::{covering_pairs, joined_runs, stem};

/// Maximum number of organizations whose names are searched for a run of letters. If more have its
/// pairs, the run is too frequent to rank by names; their texts, which include the names, match.
const MAX_CHECKED: usize = 4096;

/// The organizations with a word in their names, and in their associated names.
pub struct Occurrences {
    pub named: Matches,
    pub associated: Matches,
}

impl Occurrences {
    fn none(columns: &Columns) -> Self {
        let none = || Matches::none(columns.len());
        Self { named: none(), associated: none() }
    }

    fn add(&mut self, word: &NameWord) {
        word.named.iter().for_each(|&number| self.named.insert(number));
        word.associated.iter().for_each(|&number| self.associated.insert(number));
    }

    /// The organizations with a word in any form, or with one of its corrections.
    pub fn of_word(columns: &Columns, clause: &Clause, corrections: &[String]) -> Self {
        let mut found = Self::none(columns);
        let (names, word) = (columns.names(), &clause.word);
        names.word(&word.folded).into_iter().for_each(|it| found.add(it));
        if word.stem != word.folded {
            names.word(&word.stem).into_iter().for_each(|it| found.add(it));
        }
        if let Some(spelled) = &word.spelled {
            names.word(spelled).into_iter().for_each(|it| found.add(it));
        }
        for word in corrections {
            names.word(word).into_iter().for_each(|it| found.add(it));
            names.word(&stem(word)).into_iter().for_each(|it| found.add(it));
        }
        // Only names are completed: an associated name, such as a city, may begin alike by chance.
        if clause.is_prefix {
            let spellings = [&word.folded].into_iter().chain(&word.spelled);
            let completions = spellings.flat_map(|spelling| names.words_with_prefix(spelling));
            completions.flat_map(|word| &word.named).for_each(|&number| found.named.insert(number));
        }
        found
    }

    /// The organizations with a run of letters of a script without spaces anywhere in a name.
    pub fn of_letters(columns: &Columns, letters: &str) -> Self {
        let names = columns.names();
        let mut found = Self::none(columns);
        if letters.chars().nth(1).is_none() {
            names.words_with_prefix(letters).for_each(|pair| found.add(pair));
            return found;
        }
        // The organizations that have all pairs in some name.
        let mut candidates: Option<Matches> = None;
        for (_, pair) in covering_pairs(letters) {
            let mut with_pair = Self::none(columns);
            names.word(pair).into_iter().for_each(|it| with_pair.add(it));
            if pair == letters {
                return with_pair;
            }
            with_pair.named.or(&with_pair.associated);
            match &mut candidates {
                Some(candidates) => candidates.and(&with_pair.named),
                None => candidates = Some(with_pair.named),
            }
            if candidates.as_ref().is_some_and(Matches::is_empty) {
                return found;
            }
        }
        if candidates.as_ref().is_some_and(|candidates| candidates.count() > MAX_CHECKED) {
            return found;
        }
        for number in candidates.iter().flat_map(Matches::iter) {
            let names = columns.entry(number).names();
            for name in names.filter(|name| joined_runs(name.folded).contains(letters)) {
                match name.role {
                    NameRole::Associated => found.associated.insert(number),
                    NameRole::Name | NameRole::Alias => found.named.insert(number),
                }
            }
        }
        found
    }
}
