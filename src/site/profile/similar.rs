//! Similar organizations, each with the reason why it is shown.

use crate::catalog::{Entry, Snapshot};
use crate::domain::{Slug, TermScheme};
use crate::site::card::{Card, country_name, label};

/// Number of similar organizations that are shown.
const SHOWN: usize = 5;

/// A similar organization.
pub struct Similar<'s> {
    pub card: Card<'s>,
    /// The traits that it has in common with the profile's organization, as a sentence; may be empty.
    pub reason: String,
}

/// The organizations most similar to one, the most similar first.
pub fn similar<'s>(snapshot: &'s Snapshot, entry: &Entry<'_>) -> Vec<Similar<'s>> {
    let others = snapshot.similar(entry, SHOWN);
    others
        .iter()
        .map(|it| Similar { card: Card::new(it), reason: reason(snapshot, entry, it) })
        .collect()
}

/// The rarest of what two organizations have in common, because it says the most.
fn reason(snapshot: &Snapshot, one: &Entry<'_>, other: &Entry<'_>) -> String {
    let focus = rarest(snapshot, TermScheme::FocusArea, one, other);
    let approach = rarest(snapshot, TermScheme::Approach, one, other);
    let country = || one.countries().find(|code| other.countries().any(|it| it == *code));
    match (focus, approach) {
        (Some(focus), Some(approach)) => format!("Also works against {focus}, with {approach}."),
        (Some(focus), None) => format!("Also works against {focus}."),
        (None, Some(approach)) => format!("Also works with {approach}."),
        (None, None) => match country() {
            Some(code) => format!("Also works in {}.", country_name(code)),
            None => String::new(),
        },
    }
}

/// The label of the term that both have and that the fewest organizations have.
fn rarest(
    snapshot: &Snapshot,
    scheme: TermScheme,
    one: &Entry<'_>,
    other: &Entry<'_>,
) -> Option<String> {
    let shared = one.terms(scheme).filter(|slug| other.terms(scheme).any(|it| it == *slug));
    let count =
        |slug: &&str| slug.parse::<Slug>().map_or(0, |slug| snapshot.term_count(scheme, &slug));
    let slug = shared.min_by_key(count)?;
    Some(inside_a_sentence(label(snapshot, scheme, slug)))
}

/// A label with a small first letter, unless its first word is an abbreviation.
fn inside_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_begins_small_inside_a_sentence() {
        for (label, expected) in
            [("Sex trafficking", "sex trafficking"), ("LGBT people", "LGBT people"), ("", "")]
        {
            assert_eq!(inside_a_sentence(label), expected);
        }
    }
}
