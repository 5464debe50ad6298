//! One search result: an organization, with snippets that match the query.

use crate::catalog::{Entry, Highlight, Selection};
use crate::domain::{Keyword, TermScheme, Vocabulary};
use crate::site::SiteError;
use crate::site::card::Card;
use crate::site::display;

/// Maximum number of snippets for one organization.
const MAX_SNIPPETS: usize = 2;

/// A search result.
pub struct SearchResult<'s> {
    pub card: Card<'s>,
    /// Texts of the profile that match the query. The name is not among them, because it is
    /// shown anyway.
    pub snippets: Vec<Snippet>,
}

/// A text with marked matches.
pub struct Snippet {
    /// The subject of the text: the display name of the field, or the beginning of a sentence that
    /// the text completes.
    pub about: String,
    /// The text in order; the flag says whether the part matches.
    pub parts: Vec<(String, bool)>,
    /// The rest of the sentence.
    pub rest: &'static str,
}

impl<'s> SearchResult<'s> {
    /// The result for an organization of a selection.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn of(
        entry: &Entry<'s>,
        selection: &Selection<'s>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, SiteError> {
        let highlights = selection.highlights(entry)?.unwrap_or_default();
        let shown = highlights.iter().filter(|it| it.field != "name").take(MAX_SNIPPETS);
        let snippets = shown.map(|highlight| Snippet::of(highlight, vocabulary));
        Ok(Self { card: Card::new(entry), snippets: snippets.collect() })
    }
}

impl Snippet {
    fn of(highlight: &Highlight, vocabulary: &Vocabulary) -> Self {
        let (about, rest) = match scheme_of(highlight.field) {
            Some(scheme) => label_sentence(vocabulary, scheme, &highlight.text),
            None => (format!("{}:", display::capitalized(&display::key_name(highlight.field))), ""),
        };
        let mut parts = Vec::new();
        let mut letters = highlight.text.chars();
        let mut at = 0;
        for &[start, end] in &highlight.ranges {
            parts.push((letters.by_ref().take(start.saturating_sub(at)).collect(), false));
            parts.push((letters.by_ref().take(end.saturating_sub(start)).collect(), true));
            at = end;
        }
        parts.push((letters.collect(), false));
        parts.retain(|(text, _): &(String, bool)| !text.is_empty());
        Self { about, parts, rest }
    }
}

/// The vocabulary whose labels a highlight of this field is.
fn scheme_of(field: &str) -> Option<TermScheme> {
    // A highlight of `framing` is its text: labels of lenses have the same field, but no other part
    // of a profile is found only by them.
    let mut schemes = TermScheme::ALL.iter().copied();
    schemes.find(|scheme| scheme.keys() == [field])
}

/// A sentence that a label of a term completes: `Works against bonded labour (also called` …`)`.
fn label_sentence(
    vocabulary: &Vocabulary,
    scheme: TermScheme,
    label: &str,
) -> (String, &'static str) {
    let verb = match scheme {
        TermScheme::FocusArea => "Works against",
        TermScheme::Approach => "Method:",
        TermScheme::Population => "Works for",
        TermScheme::Sector => "Works on",
        TermScheme::Kind => "Type:",
        TermScheme::Lens => "Sees slavery as",
    };
    let mut terms = vocabulary.terms(scheme).iter();
    let term = terms.find(|term| term.names().any(|name| name == label));
    match term.map(|term| term.label.as_str()).filter(|name| *name != label) {
        Some(name) => (format!("{verb} {} (also called", uncapitalized(name)), ")"),
        None => (verb.to_owned(), ""),
    }
}

/// A label within a sentence: with a small first letter, unless it begins with an abbreviation.
fn uncapitalized(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::read_stored;

    #[test]
    fn a_label_completes_a_sentence() {
        let mut vocabulary = Vocabulary::default();
        let term = r#"{"slug": "bonded-labour", "label": "Bonded labour",
            "alt_labels": ["debt bondage"], "definition": "Work for a debt.",
            "broader": [], "group": false, "sources": []}"#;
        vocabulary.insert(TermScheme::FocusArea, read_stored(term).unwrap());
        for (label, before, after) in [
            ("debt bondage", "Works against bonded labour (also called", ")"),
            ("Bonded labour", "Works against", ""),
        ] {
            let text = label.to_owned();
            let highlight = Highlight { field: "focus_areas", text, ranges: vec![[0, 4]] };
            let snippet = Snippet::of(&highlight, &vocabulary);
            assert_eq!((snippet.about.as_str(), snippet.rest), (before, after));
        }
    }

    #[test]
    fn match_ranges_count_characters() {
        let highlight = Highlight {
            field: "summary",
            text: "Crianças é uma palavra".to_owned(),
            ranges: vec![[0, 8], [11, 14]],
        };

        let parts = Snippet::of(&highlight, &Vocabulary::default()).parts;

        let parts: Vec<(&str, bool)> =
            parts.iter().map(|(text, is)| (text.as_str(), *is)).collect();
        assert_eq!(parts, [("Crianças", true), (" é ", false), ("uma", true), (" palavra", false)]);
    }
}
