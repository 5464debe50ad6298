//! Organizations with certain words in their names, from the postings of the words.

use super::first_names::{FirstNames, Found};
use super::typed_word::{TypedWord, WordForm};
use super::{MAX, active};
use crate::catalog::columns::NameWord;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Entry, Snapshot, Sort, Start};
use crate::text::{WorkBudget, covering_pairs};

/// Maximum number of postings that are intersected one by one and sorted.
const MAX_SORTED: usize = 128;

/// If at least one in this many organizations matches, walking all by name soon finds enough.
const FREQUENT: usize = 16;

/// Maximum number of words whose postings are searched one by one. More are merged into a set.
const MAX_SEARCHED_WORDS: usize = 8;

/// Steps to find a number in postings.
const SEARCH: usize = 5;

/// Steps to read a word.
const WORD: usize = 8;

/// Number of postings that are added to a set in one step.
const POSTINGS_PER_STEP: usize = 8;

/// Number of organizations that two sets compare in one step.
const BITS_PER_STEP: usize = 256;

/// The organizations with a word in a name that matches a typed word.
struct NamePostings<'s> {
    words: Vec<&'s NameWord>,
}

impl<'s> NamePostings<'s> {
    /// The postings of each word that a match must have: of a run of letters, each of its pairs.
    fn of(snapshot: &'s Snapshot, typed: &TypedWord, budget: &WorkBudget) -> Vec<Self> {
        let letters = typed.forms.first().filter(|_| typed.is_unspaced);
        let Some(letters) = letters.map(|form| form.text.as_str()) else {
            return vec![Self::new(snapshot, typed, budget)];
        };
        let is_letter = letters.chars().nth(1).is_none();
        let pairs = covering_pairs(letters).map(|(_, pair)| TypedWord {
            forms: vec![WordForm::exact(pair)],
            is_prefix: is_letter,
            is_unspaced: false,
        });
        pairs.map(|pair| Self::new(snapshot, &pair, budget)).collect()
    }

    /// The postings of the words that match a typed word, as many as the budget allows.
    fn new(snapshot: &'s Snapshot, typed: &TypedWord, budget: &WorkBudget) -> Self {
        let names = snapshot.columns.names();
        let mut words: Vec<&NameWord> = Vec::new();
        for form in &typed.forms {
            let is_affordable =
                |word: &&NameWord| budget.spend(WORD + word.named.len() / POSTINGS_PER_STEP);
            if typed.is_prefix {
                words.extend(names.words_with_prefix(&form.text).take_while(is_affordable))
            } else {
                words.extend(names.word(&form.text).filter(is_affordable))
            }
            let stem = form.stem.as_ref().filter(|stem| **stem != form.text);
            words.extend(stem.and_then(|stem| names.word(stem)).filter(is_affordable));
        }
        words.retain(|word| !word.named.is_empty());
        Self { words }
    }

    /// Number of postings. Organizations with several of the words count several times.
    fn len(&self) -> usize {
        self.words.iter().map(|word| word.named.len()).sum()
    }

    fn numbers(&self) -> impl Iterator<Item = u32> {
        self.words.iter().flat_map(|word| word.named.iter().copied())
    }

    fn contains(&self, number: u32) -> bool {
        self.words.iter().any(|word| word.named.binary_search(&number).is_ok())
    }

    /// The organizations as a set. `new` has spent the budget for it.
    fn to_set(&self, snapshot: &Snapshot) -> Matches {
        let mut set = Matches::none(snapshot.columns.len());
        self.numbers().for_each(|number| set.insert(number));
        set
    }
}

/// Whether any organization has a word in a name that matches.
pub fn is_in_a_name(snapshot: &Snapshot, typed: &TypedWord) -> bool {
    let names = snapshot.columns.names();
    let is_used = |word: &NameWord| !word.named.is_empty();
    typed.forms.iter().any(|form| {
        let stem = form.stem.as_deref().and_then(|stem| names.word(stem));
        let has_completion = typed.is_prefix && names.words_with_prefix(&form.text).any(is_used);
        has_completion || names.word(&form.text).into_iter().chain(stem).any(is_used)
    })
}

/// The first `max` active organizations, sorted by name, with all of these words in their names,
/// except those in `shown`. Both together are at most [`MAX`].
pub fn first_by_name<'s>(
    snapshot: &'s Snapshot,
    words: &[TypedWord],
    shown: &[u32],
    max: usize,
    budget: &WorkBudget,
) -> Vec<Entry<'s>> {
    let Some(key) = FirstNames::key(words) else {
        return find_first(snapshot, words, shown, max, budget);
    };
    let kept = snapshot.first_names.get_or_init(Default::default);
    let found = match kept.get(key) {
        Some(found) if budget.can_spend(found.steps) => {
            budget.spend(found.steps);
            found
        }
        _ => {
            let before = budget.spent();
            let first = find_first(snapshot, words, &[], MAX, budget);
            let numbers = first.iter().map(Entry::number).collect();
            let found = Found { numbers, steps: budget.spent() - before };
            if !budget.is_exhausted() {
                kept.keep(key, found.clone());
            }
            found
        }
    };
    let new = found.numbers.iter().filter(|number| !shown.contains(number));
    new.take(max).map(|number| snapshot.entry(*number)).collect()
}

/// The same, without what is kept.
fn find_first<'s>(
    snapshot: &'s Snapshot,
    words: &[TypedWord],
    shown: &[u32],
    max: usize,
    budget: &WorkBudget,
) -> Vec<Entry<'s>> {
    let mut lists: Vec<NamePostings<'_>> =
        words.iter().flat_map(|word| NamePostings::of(snapshot, word, budget)).collect();
    lists.sort_by_key(NamePostings::len);
    let Some((rarest, others)) = lists.split_first() else { return Vec::new() };
    let active = active(snapshot);
    let is_active = |number: u32| active.is_some_and(|active| active.contains(number));
    let is_new = |number: u32| !shown.contains(&number) && is_active(number);
    let has_few_words = |list: &NamePostings<'_>| list.words.len() <= MAX_SEARCHED_WORDS;
    if rarest.len() <= MAX_SORTED && others.iter().all(has_few_words) {
        let is_affordable = |list: &NamePostings<'_>| budget.spend(SEARCH * list.words.len());
        let has_all =
            |number: &u32| others.iter().all(|list| is_affordable(list) && list.contains(*number));
        let mut numbers: Vec<u32> = rarest.numbers().filter(has_all).collect();
        numbers.retain(|number| is_new(*number));
        return sort_by_name(snapshot, numbers, max);
    }
    if others.is_empty()
        && has_few_words(rarest)
        && rarest.len() * FREQUENT >= snapshot.columns.len()
    {
        let walk = snapshot.columns.order(Sort::NAME).into_iter().flat_map(|order| order.iter());
        let walk = walk.copied().take_while(|_| budget.spend(SEARCH * rarest.words.len()));
        let found = walk.filter(|number| rarest.contains(*number) && is_new(*number));
        return found.take(max).map(|number| snapshot.entry(number)).collect();
    }
    if !budget.spend(lists.len() * snapshot.columns.len() / BITS_PER_STEP) {
        return Vec::new();
    }
    let mut matches = rarest.to_set(snapshot);
    others.iter().for_each(|list| matches.and(&list.to_set(snapshot)));
    if let Some(active) = active {
        matches.and_bits(active);
    }
    shown.iter().for_each(|number| matches.remove(*number));
    let total = matches.count();
    snapshot.page(&matches, total, Sort::NAME, &Start::Offset(0), max).entries
}

/// The first `max` of some organizations, sorted by name.
fn sort_by_name(snapshot: &Snapshot, mut numbers: Vec<u32>, max: usize) -> Vec<Entry<'_>> {
    numbers.sort_unstable();
    numbers.dedup();
    let first = snapshot.first_in_order(numbers.into_iter(), Sort::NAME, max);
    first.into_iter().map(|number| snapshot.entry(number)).collect()
}
