//! Completions of names, for a person who chooses an organization by hand.

use std::collections::HashSet;

use super::exact::by_key;
use super::{NameQuery, bounded};
use crate::catalog::{Entry, Snapshot, Sort};
use crate::domain::SuggestionKind;
use crate::text::{CompletionQuery, folded_words};

/// Maximum number of names read for one list of completions.
const MAX_READ: usize = 2_000;

/// Maximum number of misspelled names that are added if there is nothing else.
const MAX_SIMILAR: usize = 10;

impl Snapshot {
    /// The organizations that a person may mean who has typed the beginning of a name, a slug or
    /// an identifier: the best completions first, then all whose names begin so, in order. Without
    /// a text, all organizations by name. `skip` and `take` select a part of the list, which ends
    /// after about 2,000 organizations.
    pub fn complete_organizations(&self, typed: &str, skip: usize, take: usize) -> Vec<Entry<'_>> {
        let columns = self.columns();
        let text = bounded(typed);
        let mut list = Distinct::new(skip.saturating_add(take).min(MAX_READ));
        if text.is_empty() {
            let order = columns.order(Sort::NAME).into_iter().flat_map(|order| order.iter());
            for number in order {
                if list.is_full() {
                    break;
                }
                list.add(self.entry(*number));
            }
            return list.part(skip, take);
        }
        by_key(columns, &text, &mut |entry, basis| {
            if basis.is_certain() {
                list.add(entry);
            }
        });
        if let Ok(query) = CompletionQuery::parse(&text) {
            let completions = self.suggest(&query).into_iter();
            for it in completions.filter(|it| it.kind == SuggestionKind::Organization) {
                columns.find(it.key).into_iter().for_each(|entry| list.add(entry));
            }
        }
        let folded = folded_words(&text);
        if !folded.is_empty() {
            for (entry, _) in columns.names_with_prefix(&folded).take(MAX_READ) {
                if list.is_full() {
                    break;
                }
                list.add(entry);
            }
        }
        if list.entries.is_empty() {
            let query = NameQuery { text: &text, known: &[], limit: MAX_SIMILAR };
            self.organization_candidates(&query).into_iter().for_each(|it| list.add(it.entry));
        }
        list.part(skip, take)
    }
}

/// A list of different organizations that are not withdrawn.
struct Distinct<'s> {
    entries: Vec<Entry<'s>>,
    numbers: HashSet<u32>,
    /// Number of organizations of a full list.
    enough: usize,
}

impl<'s> Distinct<'s> {
    fn new(enough: usize) -> Self {
        Self { entries: Vec::new(), numbers: HashSet::new(), enough }
    }

    fn is_full(&self) -> bool {
        self.entries.len() >= self.enough
    }

    fn add(&mut self, entry: Entry<'s>) {
        if entry.withdrawal().is_none() && self.numbers.insert(entry.number()) {
            self.entries.push(entry);
        }
    }

    fn part(self, skip: usize, take: usize) -> Vec<Entry<'s>> {
        self.entries.into_iter().skip(skip).take(take).collect()
    }
}
