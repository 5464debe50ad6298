//! The organizations that have words in their names, the first ones by name.

use super::super::super::arrays::Matches;
use super::super::super::columns::{ACTIVE, NameWord};
use super::super::super::text::stem;
use super::super::super::{Entry, Facet, Snapshot, Sort, Start};
use super::{Wanted, is_active};

/// So many are collected and sorted.
const FEW: usize = 128;

/// One of so many is soon met when all are walked by name.
const OFTEN: usize = 16;

/// Who has one of some words in a name.
struct Listed<'s> {
    words: Vec<&'s NameWord>,
}

impl<'s> Listed<'s> {
    /// The lists of all words that meet a typed one.
    fn of(snapshot: &'s Snapshot, wanted: &Wanted<'_>) -> Self {
        let names = snapshot.columns.names();
        let mut words: Vec<&NameWord> = Vec::new();
        for form in &wanted.forms {
            match wanted.is_open {
                true => words.extend(names.words_beginning(form)),
                false => words.extend(names.word(form)),
            }
            let stem = wanted.any_form.then(|| stem(form)).filter(|stem| *stem != *form);
            words.extend(stem.and_then(|stem| names.word(&stem)));
        }
        words.retain(|word| !word.named.is_empty());
        Self { words }
    }

    /// How many there are; those who have several of the words count several times.
    fn len(&self) -> usize {
        self.words.iter().map(|word| word.named.len()).sum()
    }

    fn has(&self, number: u32) -> bool {
        self.words.iter().any(|word| word.named.binary_search(&number).is_ok())
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        self.words.iter().flat_map(|word| word.named.iter().copied())
    }
}

/// Whether anybody has the word in a name.
pub fn is_named(snapshot: &Snapshot, wanted: &Wanted<'_>) -> bool {
    !Listed::of(snapshot, wanted).words.is_empty()
}

/// The first active organizations by name that have all of these words in their
/// names, but for those that are `shown`.
pub fn by_name<'s>(
    snapshot: &'s Snapshot,
    words: &[Wanted<'_>],
    shown: &[u32],
    most: usize,
) -> Vec<Entry<'s>> {
    let mut lists: Vec<Listed<'_>> =
        words.iter().map(|wanted| Listed::of(snapshot, wanted)).collect();
    lists.sort_by_key(Listed::len);
    let Some((rarest, others)) = lists.split_first() else { return Vec::new() };
    let is_new = |number: u32| !shown.contains(&number) && is_active(snapshot, number);
    if rarest.len() <= FEW {
        let has_all = |number: &u32| others.iter().all(|list| list.has(*number));
        let mut numbers: Vec<u32> = rarest.numbers().filter(has_all).collect();
        numbers.retain(|number| is_new(*number));
        return first(snapshot, numbers, most);
    }
    if others.is_empty() && rarest.len() * OFTEN >= snapshot.columns.len() {
        let walk = snapshot.columns.order(Sort::NAME).into_iter().flat_map(|order| order.iter());
        let found = walk.copied().filter(|number| rarest.has(*number) && is_new(*number));
        return found.take(most).map(|number| snapshot.entry(number)).collect();
    }
    let mut matches = set(snapshot, rarest);
    others.iter().for_each(|list| matches.and(&set(snapshot, list)));
    if let Some(active) = snapshot.columns.facet(Facet::Status).having(ACTIVE) {
        matches.and_bits(active);
    }
    shown.iter().for_each(|number| matches.remove(*number));
    let total = matches.count();
    snapshot.page(&matches, total, Sort::NAME, &Start::Offset(0), most).entries
}

fn set(snapshot: &Snapshot, list: &Listed<'_>) -> Matches {
    let mut set = Matches::none(snapshot.columns.len());
    list.numbers().for_each(|number| set.insert(number));
    set
}

/// The first of some by name.
fn first(snapshot: &Snapshot, mut numbers: Vec<u32>, most: usize) -> Vec<Entry<'_>> {
    numbers.sort_unstable();
    numbers.dedup();
    let first = snapshot.first_in_order(numbers.into_iter(), Sort::NAME, most);
    first.into_iter().map(|number| snapshot.entry(number)).collect()
}
