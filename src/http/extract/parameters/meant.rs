//! The meaning of a text that is not exactly one of the allowed values: the same word in another
//! case or with other punctuation, another name, another code.

use crate::catalog::{Entry, Facet, KeyResolution, Snapshot};
use crate::domain::{Country, Term, TermScheme, Vocabulary, countries, with_formal_name};
use crate::text::folded_words;

/// Minimum number of letters of a beginning that names a country.
const MIN_BEGINNING: usize = 4;

/// The only value of a facet that a text can mean.
pub fn meant_value(facet: Facet, given: &str, vocabulary: &Vocabulary) -> Option<String> {
    match facet {
        Facet::Term(scheme) => meant_term(vocabulary, scheme, given).map(|it| it.slug.to_string()),
        Facet::Country => meant_country(given).map(|country| country.to_string()),
        Facet::WayToHelp | Facet::Affiliation | Facet::Status => {
            meant_among(given, facet.values(vocabulary))
        }
    }
}

/// The word of a closed list that differs only in its case or punctuation.
pub fn meant_among(given: &str, words: Vec<String>) -> Option<String> {
    let given = folded_words(given);
    words.into_iter().find(|word| folded_words(word) == given)
}

/// The country with this name or code, or the only one whose name begins so.
pub fn meant_country(given: &str) -> Option<Country> {
    let folded = folded_words(given);
    let name = folded.strip_prefix("the ").unwrap_or(&folded);
    if name.is_empty() || has_control(given) {
        return None;
    }
    let known = Country::with_other_code(given.trim());
    let compact_name = compact(name);
    let is_name = |known: &str| {
        let known = folded_words(known);
        compact(known.strip_prefix("the ").unwrap_or(&known)) == compact_name
    };
    let named = || countries().find(|it| it.names().any(is_name));
    let formally_named = || with_formal_name(is_name);
    known.or_else(named).or_else(formally_named).or_else(|| {
        let has_beginning = |country: &Country| folded_words(country.name()).starts_with(name);
        only(countries().filter(has_beginning)).filter(|_| name.chars().count() >= MIN_BEGINNING)
    })
}

/// A name without spaces and without the possessive `s`, so that its slug is the same:
/// `cote-d-ivoire`, `lao-people-s-democratic-republic`.
fn compact(folded: &str) -> String {
    folded.split(' ').filter(|word| *word != "s").collect()
}

/// The only term with this slug or label, ignoring case and punctuation.
pub fn meant_term<'v>(
    vocabulary: &'v Vocabulary,
    scheme: TermScheme,
    given: &str,
) -> Option<&'v Term> {
    if has_control(given) {
        return None;
    }
    let given = folded_words(given);
    if given.is_empty() {
        return None;
    }
    let is_slug = |term: &&Term| folded_words(term.slug.as_str()) == given;
    let has_label = |term: &&Term| term.labels().any(|label| folded_words(label) == given);
    let terms = vocabulary.terms(scheme);
    terms.iter().find(is_slug).or_else(|| only(terms.iter().filter(has_label)))
}

/// The organization with this former slug or identifier, which need not be in its normal form, or
/// with a slug of these words.
pub fn meant_organization<'s>(snapshot: &'s Snapshot, given: &str) -> Option<Entry<'s>> {
    let find = |key: &str| match snapshot.resolve_key(key) {
        KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => Some(entry),
        KeyResolution::Unknown => None,
    };
    if has_control(given) {
        return None;
    }
    let given = given.trim();
    find(given)
        .or_else(|| find(&with_capital_scheme(given)?))
        .or_else(|| find(&folded_words(given).replace(' ', "-")))
}

/// `us-ein-541722887` with its scheme in capitals, as registers write it.
fn with_capital_scheme(identifier: &str) -> Option<String> {
    let (end, _) = identifier.match_indices('-').nth(1)?;
    Some(identifier[..end].to_uppercase() + &identifier[end..])
}

/// Whether a text has control characters, so that it was not typed.
fn has_control(text: &str) -> bool {
    text.contains(char::is_control)
}

fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_meant_by_its_codes_and_names() {
        for (given, code) in [
            ("IN", Some("IN")),
            ("in", Some("IN")),
            ("IND", Some("IN")),
            ("India", Some("IN")),
            ("UK", Some("GB")),
            ("uk", Some("GB")),
            ("EL", Some("GR")),
            ("the Netherlands", Some("NL")),
            ("united-kingdom", Some("GB")),
            ("cote d'ivoire", Some("CI")),
            ("Russia", Some("RU")),
            ("Turkey", Some("TR")),
            ("Niger", Some("NE")),
            ("Guinea", Some("GN")),
            ("Viet Nam", Some("VN")),
            ("viet-nam", Some("VN")),
            ("Democratic Republic of the Congo", Some("CD")),
            ("democratic-republic-of-the-congo", Some("CD")),
            ("The Democratic Republic of the Congo", Some("CD")),
            ("cote-d-ivoire", Some("CI")),
            ("Côte d’Ivoire", Some("CI")),
            ("Republic of Korea", Some("KR")),
            ("Islamic Republic of Iran", Some("IR")),
            ("lao-people-s-democratic-republic", Some("LA")),
            ("United Republic of Tanzania", Some("TZ")),
            ("Congo", None),
            ("United", None),
            ("Korea", None),
            ("Bot", None),
            ("Atlantis", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(meant_country(given).map(Country::as_str), code, "{given:?}");
        }
    }
}
