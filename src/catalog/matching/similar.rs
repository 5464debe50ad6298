//! Organizations that have some words of a text in a name, with a few typing errors.
//!
//! Rare words find candidates, common ones only rank them, so the work has a limit in a directory
//! of any size.

use std::collections::HashMap;

use super::LEAST_LIKENESS;
use super::likeness::{NameWords, WeightedWord};
use crate::catalog::Entry;
use crate::catalog::columns::{Columns, NameWord};
use crate::catalog::rows::entry::{EntryName, NameRole};
use crate::text::{FuzzyMatcher, WorkBudget};

/// Maximum number of organizations of a word that finds candidates. A more common word ranks those
/// that others found.
const MAX_RARE: usize = 500;

/// Maximum number of organizations read to intersect two common words.
const MAX_COMMON: usize = 20_000;

/// Maximum number of organizations whose names are compared with the text.
const MAX_COMPARED: usize = 24;

/// Maximum number of names of one organization that are compared with the text.
const MAX_NAMES: usize = 12;

/// Maximum number of words of which misspellings are tried.
const MAX_MISSPELLED: usize = 4;

/// Maximum number of corrections of one word.
const MAX_CORRECTIONS: usize = 8;

/// Minimum number of characters of a word that is corrected.
const MIN_CORRECTED: usize = 4;

/// Maximum steps of work to correct the words of a text: about a quarter of a millisecond.
const CORRECTION_WORK: usize = 6_000;

/// Maximum steps of work to compare names letter by letter: about as much.
const COMPARISON_WORK: usize = 20_000;

/// An organization with a name like a text.
pub struct Similar<'c> {
    pub entry: Entry<'c>,
    /// From 0 to 1.
    pub likeness: f64,
    /// Whether the likest name is its display name.
    pub is_by_name: bool,
}

/// The organizations with names like a text, the likest first; withdrawn ones are left out.
/// Misspelled words are corrected if `corrects` is true.
pub fn similar<'c>(columns: &'c Columns, words: &NameWords, corrects: bool) -> Vec<Similar<'c>> {
    let mut postings: Vec<Vec<&[u32]>> = Vec::new();
    let mut unknown: Vec<&WeightedWord> = Vec::new();
    for word in &words.words {
        let found = known_postings(columns, word);
        if found.is_empty() {
            unknown.push(word);
        } else {
            postings.push(found);
        }
    }
    if corrects {
        let budget = WorkBudget::new(CORRECTION_WORK);
        let misspelled = unknown.into_iter().filter(|word| can_be_misspelled(&word.folded));
        for word in misspelled.take(MAX_MISSPELLED) {
            let corrected = corrections(columns, &word.folded, &budget);
            postings.push(corrected.into_iter().map(|word| word.named.as_slice()).collect());
        }
    }
    let budget = WorkBudget::new(COMPARISON_WORK);
    let compared = candidates(columns, postings).into_iter().map(|number| columns.entry(number));
    let shown = compared.filter(|entry| entry.withdrawal().is_none());
    let mut found: Vec<Similar<'c>> = shown
        .filter_map(|entry| compare(columns, entry, words, &budget))
        .filter(|it| it.likeness >= LEAST_LIKENESS)
        .collect();
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    found
}

/// The organizations that have a word, or a word of its stem, in a name.
fn known_postings<'c>(columns: &'c Columns, word: &WeightedWord) -> Vec<&'c [u32]> {
    let names = columns.names();
    let forms = [Some(&word.stem), word.spelled.as_ref()].into_iter().flatten();
    let found = forms.filter_map(|form| names.word(form));
    found.map(|word| word.named.as_slice()).filter(|list| !list.is_empty()).collect()
}

/// Whether a word may be a misspelling of another one. Another number is not.
fn can_be_misspelled(word: &str) -> bool {
    word.chars().nth(MIN_CORRECTED - 1).is_some() && !word.bytes().all(|it| it.is_ascii_digit())
}

/// The words of names with one or two typing errors, the rarest first. Words with the same first
/// letter are tried first, because they are few.
fn corrections<'c>(columns: &'c Columns, word: &str, budget: &WorkBudget) -> Vec<&'c NameWord> {
    let initial: String = word.chars().take(1).collect();
    let attempts = [(1, initial.as_str()), (2, initial.as_str()), (1, "")];
    let mut found: Vec<&NameWord> = Vec::new();
    for (typos, initial) in attempts {
        let is_long_enough = typos == 1 || word.chars().nth(2 * MIN_CORRECTED - 1).is_some();
        let matcher = is_long_enough.then(|| FuzzyMatcher::new(word, typos, false)).flatten();
        let Some(mut matcher) = matcher else { continue };
        let words_after = |text: Option<&str>| words_after(columns, initial, text);
        matcher.for_each_match(budget, words_after, |word, _| {
            if !word.named.is_empty() {
                found.push(word);
            }
            found.len() < MAX_CORRECTIONS
        });
        if !found.is_empty() {
            break;
        }
    }
    found.sort_by_key(|word| word.named.len());
    found
}

/// The words of names with this first letter, from the first or after all that begin with a text.
fn words_after<'c: 'i, 'i>(
    columns: &'c Columns,
    initial: &'i str,
    text: Option<&str>,
) -> Box<dyn Iterator<Item = (&'c str, &'c NameWord)> + 'i> {
    let names = columns.names();
    match text {
        None => Box::new(names.words_with_prefix(initial).map(|word| (&*word.text, word))),
        Some(text) => {
            let words = names.words_after_prefix(Some(text));
            let words = words.take_while(move |word| word.text.starts_with(initial));
            Box::new(words.map(|word| (&*word.text, word)))
        }
    }
}

/// The numbers of the organizations that have most of some words, given for each word as the
/// organizations that have one of its forms.
fn candidates(columns: &Columns, mut postings: Vec<Vec<&[u32]>>) -> Vec<u32> {
    postings.retain(|forms| !forms.is_empty());
    postings.sort_by_key(|forms| length(forms));
    let mut weights: HashMap<u32, f64> = HashMap::new();
    let mut common = Vec::new();
    for forms in &postings {
        let count = length(forms);
        if count > MAX_RARE {
            common.push(forms);
            continue;
        }
        for list in forms {
            for number in *list {
                *weights.entry(*number).or_default() += 1.0 / (count as f64).sqrt();
            }
        }
    }
    if weights.is_empty() {
        for number in intersection(&common) {
            weights.insert(number, 0.0);
        }
    }
    for forms in common {
        let weight = 1.0 / (length(forms) as f64).sqrt();
        for (number, sum) in &mut weights {
            if forms.iter().any(|list| list.binary_search(number).is_ok()) {
                *sum += weight;
            }
        }
    }
    heaviest(columns, weights)
}

/// The organizations with the greatest weights; of equal weights, those with the shortest names.
fn heaviest(columns: &Columns, weights: HashMap<u32, f64>) -> Vec<u32> {
    let mut ranked: Vec<(u32, f64)> = weights.into_iter().collect();
    ranked.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let Some((_, least)) = ranked.get(MAX_COMPARED - 1).copied() else {
        return ranked.into_iter().map(|(number, _)| number).collect();
    };
    let above = ranked.iter().take_while(|(_, weight)| *weight > least);
    let mut chosen: Vec<u32> = above.map(|(number, _)| *number).collect();
    let equal = ranked.iter().skip(chosen.len()).take_while(|(_, weight)| *weight >= least);
    let mut equal: Vec<u32> = equal.map(|(number, _)| *number).collect();
    // The numbers of organizations differ from node to node.
    equal.sort_by_cached_key(|number| {
        let entry = columns.entry(*number);
        (entry.name_key().len(), entry.slug())
    });
    chosen.extend(equal.into_iter().take(MAX_COMPARED - chosen.len()));
    chosen
}

/// Number of organizations that have one of the forms of a word; those with two forms count twice.
fn length(forms: &[&[u32]]) -> usize {
    forms.iter().map(|list| list.len()).sum()
}

/// The first organizations that have the two rarest of some common words; of one word, the first
/// that have it.
fn intersection(common: &[&Vec<&[u32]>]) -> Vec<u32> {
    let longest = |at: usize| common.get(at)?.iter().max_by_key(|list| list.len()).copied();
    let Some(one) = longest(0) else { return Vec::new() };
    let Some(other) = longest(1) else { return one.iter().take(MAX_RARE).copied().collect() };
    let mut others = other.iter().take(MAX_COMMON).peekable();
    let mut both = Vec::new();
    for number in one.iter().take(MAX_COMMON) {
        while others.next_if(|other| *other < number).is_some() {}
        if others.peek() == Some(&number) {
            both.push(*number);
            if both.len() == MAX_RARE {
                break;
            }
        }
    }
    both
}

/// The likest name of an organization.
fn compare<'c>(
    columns: &Columns,
    entry: Entry<'c>,
    words: &NameWords,
    budget: &WorkBudget,
) -> Option<Similar<'c>> {
    let is_compared = |name: &EntryName<'_>| name.role != NameRole::Associated;
    let names = entry.names().filter(is_compared).take(MAX_NAMES);
    let likeness = |name: EntryName<'_>| {
        (words.likeness(columns, name.folded, budget), name.role == NameRole::Name)
    };
    let best = names
        .map(likeness)
        .max_by(|(a, by_name), (b, other_by_name)| a.total_cmp(b).then(by_name.cmp(other_by_name)));
    let (likeness, is_by_name) = best?;
    let with_acronym = likeness_with_acronym(columns, &entry, words, budget).unwrap_or_default();
    let is_by_name = is_by_name || with_acronym > likeness;
    Some(Similar { entry, likeness: likeness.max(with_acronym), is_by_name })
}

/// The likeness of a text that has the acronym of an organization and its name.
fn likeness_with_acronym(
    columns: &Columns,
    entry: &Entry<'_>,
    words: &NameWords,
    budget: &WorkBudget,
) -> Option<f64> {
    let acronym = entry.acronym()?;
    let acronym = entry.names().find(|name| name.written == acronym)?.folded;
    if words.words.len() < 2 || words.words.iter().all(|word| word.folded != acronym) {
        return None;
    }
    let name = entry.names().next()?.folded;
    Some(words.likeness(columns, &format!("{name} {acronym}"), budget))
}
