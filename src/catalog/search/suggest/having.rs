//! The organizations that have words in their names, the first ones by name.

use super::is_active;
use super::wanted::Wanted;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::{ACTIVE, NameWord};
use crate::catalog::{Entry, Facet, Snapshot, Sort, Start};
use crate::text::Work;

/// Maximum number of organizations that are collected and sorted.
const FEW: usize = 128;

/// One of so many is soon met when all are walked by name.
const OFTEN: usize = 16;

/// Maximum number of words whose lists are searched one by one; more are united.
const FEW_WORDS: usize = 8;

/// Steps that finding a number in a list takes.
const SEARCH: usize = 5;

/// Steps that reading a word takes.
const WORD: usize = 8;

/// How many numbers are put into a set in one step.
const NUMBERS_A_STEP: usize = 8;

/// How many organizations a set compares in one step.
const BITS_A_STEP: usize = 256;

/// Who has one of some words in a name.
struct Listed<'s> {
    words: Vec<&'s NameWord>,
}

impl<'s> Listed<'s> {
    /// The lists of all words that meet a typed one: as many as the work is for.
    fn of(snapshot: &'s Snapshot, wanted: &Wanted, work: &Work) -> Self {
        let names = snapshot.columns.names();
        let mut words: Vec<&NameWord> = Vec::new();
        for form in &wanted.forms {
            let is_allowed =
                |word: &&NameWord| work.spend(WORD + word.named.len() / NUMBERS_A_STEP);
            match wanted.is_open {
                true => words.extend(names.words_with_prefix(&form.text).take_while(is_allowed)),
                false => words.extend(names.word(&form.text).filter(is_allowed)),
            }
            let stem = form.stem.as_ref().filter(|stem| **stem != form.text);
            words.extend(stem.and_then(|stem| names.word(stem)).filter(is_allowed));
        }
        words.retain(|word| !word.named.is_empty());
        Self { words }
    }

    /// How many there are; those who have several of the words count several times.
    fn len(&self) -> usize {
        self.words.iter().map(|word| word.named.len()).sum()
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        self.words.iter().flat_map(|word| word.named.iter().copied())
    }

    fn has(&self, number: u32) -> bool {
        self.words.iter().any(|word| word.named.binary_search(&number).is_ok())
    }

    /// The organizations as a set. The work for reading the lists is done already.
    fn set(&self, snapshot: &Snapshot) -> Matches {
        let mut set = Matches::none(snapshot.columns.len());
        self.numbers().for_each(|number| set.insert(number));
        set
    }
}

/// Whether anybody has the word in a name.
pub fn is_named(snapshot: &Snapshot, wanted: &Wanted) -> bool {
    let names = snapshot.columns.names();
    let is_used = |word: &NameWord| !word.named.is_empty();
    wanted.forms.iter().any(|form| {
        let stem = form.stem.as_deref().and_then(|stem| names.word(stem));
        let is_begun = wanted.is_open && names.words_with_prefix(&form.text).any(is_used);
        is_begun || names.word(&form.text).into_iter().chain(stem).any(is_used)
    })
}

/// The first active organizations by name that have all of these words in their
/// names, but for those that are `shown`.
pub fn by_name<'s>(
    snapshot: &'s Snapshot,
    words: &[Wanted],
    shown: &[u32],
    most: usize,
    work: &Work,
) -> Vec<Entry<'s>> {
    let mut lists: Vec<Listed<'_>> =
        words.iter().map(|wanted| Listed::of(snapshot, wanted, work)).collect();
    lists.sort_by_key(Listed::len);
    let Some((rarest, others)) = lists.split_first() else { return Vec::new() };
    let is_new = |number: u32| !shown.contains(&number) && is_active(snapshot, number);
    let has_few_words = |list: &Listed<'_>| list.words.len() <= FEW_WORDS;
    if rarest.len() <= FEW && others.iter().all(has_few_words) {
        let is_allowed = |list: &Listed<'_>| work.spend(SEARCH * list.words.len());
        let has_all =
            |number: &u32| others.iter().all(|list| is_allowed(list) && list.has(*number));
        let mut numbers: Vec<u32> = rarest.numbers().filter(has_all).collect();
        numbers.retain(|number| is_new(*number));
        return first(snapshot, numbers, most);
    }
    if others.is_empty() && has_few_words(rarest) && rarest.len() * OFTEN >= snapshot.columns.len()
    {
        let walk = snapshot.columns.order(Sort::NAME).into_iter().flat_map(|order| order.iter());
        let walk = walk.copied().take_while(|_| work.spend(SEARCH * rarest.words.len()));
        let found = walk.filter(|number| rarest.has(*number) && is_new(*number));
        return found.take(most).map(|number| snapshot.entry(number)).collect();
    }
    if !work.spend(lists.len() * snapshot.columns.len() / BITS_A_STEP) {
        return Vec::new();
    }
    let mut matches = rarest.set(snapshot);
    others.iter().for_each(|list| matches.and(&list.set(snapshot)));
    if let Some(active) = snapshot.columns.facet(Facet::Status).postings(ACTIVE) {
        matches.and_bits(active);
    }
    shown.iter().for_each(|number| matches.remove(*number));
    let total = matches.count();
    snapshot.page(&matches, total, Sort::NAME, &Start::Offset(0), most).entries
}

/// The first of some by name.
fn first(snapshot: &Snapshot, mut numbers: Vec<u32>, most: usize) -> Vec<Entry<'_>> {
    numbers.sort_unstable();
    numbers.dedup();
    let first = snapshot.first_in_order(numbers.into_iter(), Sort::NAME, most);
    first.into_iter().map(|number| snapshot.entry(number)).collect()
}
