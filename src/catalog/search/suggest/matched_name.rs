//! The name of an organization that matches the typed words.

use std::borrow::Cow;

use super::typed_word::TypedWord;
use crate::catalog::Entry;
use crate::catalog::rows::entry::{EntryName, NameRole};
use crate::text::{WorkBudget, stem};

/// Steps to stem a word.
const STEM: usize = 50;

/// The first name of an organization that has all of these words. `None` if there is none, or if
/// the budget ends first.
pub fn matched_name<'s>(
    entry: &Entry<'s>,
    words: &[TypedWord],
    budget: &WorkBudget,
) -> Option<&'s str> {
    let forms: usize = words.iter().map(|word| word.forms.len()).sum();
    let names = || entry.names().filter(|name| name.role != NameRole::Associated);
    let matches_exactly = |name: &EntryName<'_>| {
        let parts = || name.folded.split(' ');
        budget.spend(forms * parts().count())
            && words.iter().all(|word| {
                parts().any(|part| word.matches_exactly(part)) || word.matches_run(name.folded)
            })
    };
    if let Some(name) = names().find(matches_exactly) {
        return Some(name.written);
    }
    let with_stems: Vec<TypedWord> = words.iter().map(TypedWord::with_stems).collect();
    let matches_stems = |name: &EntryName<'_>| {
        let parts: Vec<&str> = name.folded.split(' ').collect();
        if !budget.spend((forms + STEM) * parts.len()) {
            return false;
        }
        let parts: Vec<(&str, Cow<'_, str>)> =
            parts.into_iter().map(|part| (part, stem(part))).collect();
        with_stems.iter().all(|word| {
            parts.iter().any(|(part, stem)| word.matches(part, stem))
                || word.matches_run(name.folded)
        })
    };
    names().find(matches_stems).map(|name| name.written)
}
