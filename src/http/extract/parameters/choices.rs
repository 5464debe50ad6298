//! Parameters that choose among values: several may be given, each may be left out
//! with `!`, and a wrong one is told the nearest.

use super::reader::Params;
use crate::catalog::{Choice, Facet, Snapshot};
use crate::domain::{
    AffiliationKind, Country, Keyword, Status, TermScheme, WayToHelpKind, countries,
};

/// Every value that can be chosen.
fn values(facet: Facet, snapshot: &Snapshot) -> Vec<String> {
    let terms = |scheme: TermScheme| {
        snapshot.vocabulary().terms(scheme).iter().map(|term| term.slug.to_string()).collect()
    };
    match facet {
        Facet::FocusArea => terms(TermScheme::FocusArea),
        Facet::Approach => terms(TermScheme::Approach),
        Facet::Country => countries().map(|country| country.to_string()).collect(),
        Facet::WayToHelp => words::<WayToHelpKind>(),
        Facet::Affiliation => words::<AffiliationKind>(),
        Facet::Status => words::<Status>(),
    }
}

/// The words of a closed list.
pub fn words<K: Keyword>() -> Vec<String> {
    K::ALL.iter().map(|keyword| keyword.as_str().to_owned()).collect()
}

/// Whether a value can be chosen.
fn is_value(facet: Facet, value: &str, snapshot: &Snapshot) -> bool {
    let is_term = |scheme: TermScheme| snapshot.vocabulary().term(scheme, value).is_some();
    match facet {
        Facet::FocusArea => is_term(TermScheme::FocusArea),
        Facet::Approach => is_term(TermScheme::Approach),
        Facet::Country => value.parse::<Country>().is_ok(),
        Facet::WayToHelp => WayToHelpKind::from_word(value).is_some(),
        Facet::Affiliation => AffiliationKind::from_word(value).is_some(),
        Facet::Status => Status::from_word(value).is_some(),
    }
}

/// What of a facet is chosen.
pub fn choice(params: &mut Params, facet: Facet, snapshot: &Snapshot) -> Choice {
    let is_value = |value: &str| is_value(facet, value, snapshot);
    chosen(params, facet.as_str(), is_value, |params, value| {
        refuse_value(params, facet.as_str(), value, || values(facet, snapshot));
    })
}

/// Refuses a value that the closed list of a parameter does not have.
pub fn refuse_value(
    params: &mut Params,
    name: &str,
    value: &str,
    allowed: impl FnOnce() -> Vec<String>,
) {
    params.unknown_value(name, value, &format!("is not a value of `{name}`"), allowed);
}

/// Values of which one is enough; with `!` in front, values that must not be.
/// `refuse` refuses a wrong one.
pub fn chosen(
    params: &mut Params,
    name: &str,
    is_value: impl Fn(&str) -> bool,
    refuse: impl Fn(&mut Params, &str),
) -> Choice {
    let mut choice = Choice::default();
    for given in params.many(name) {
        let (chosen, value) = match given.strip_prefix('!') {
            Some(value) => (&mut choice.none, value),
            None => (&mut choice.any, given.as_str()),
        };
        if !is_value(value) {
            refuse(params, value);
        } else if !chosen.iter().any(|known| known == value) {
            chosen.push(value.to_owned());
        }
    }
    choice.any.sort_unstable();
    choice.none.sort_unstable();
    choice
}

/// A choice as its parameter is written.
pub fn choice_text(choice: &Choice) -> String {
    let none = choice.none.iter().map(|value| format!("!{value}"));
    choice.any.iter().cloned().chain(none).collect::<Vec<_>>().join(",")
}
