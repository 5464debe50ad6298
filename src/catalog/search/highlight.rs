//! Highlights: the texts of a profile that match a query.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::Serialize;

use crate::catalog::index::profile_texts::ProfileTexts;
use crate::catalog::{CatalogError, Entry, Snapshot};
use crate::domain::{Keyword, Slug, Term, TermScheme, Vocabulary};
use crate::text::{Highlighter, Snippet};

/// Maximum number of highlights of one profile.
const MAX: usize = 4;

/// If a profile has fewer highlights, matching labels of its terms are added.
const MIN_WITHOUT_LABELS: usize = 2;

/// A text of a profile that matches a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Highlight {
    /// The key of the text in the profile.
    pub field: &'static str,
    /// The text, or the part of it with the most matches.
    pub text: String,
    /// Start and end of each match, in Unicode scalar values of `text`.
    pub ranges: Vec<[usize; 2]>,
}

/// Highlights the matches of one query in profiles.
pub struct Marker {
    highlighter: Highlighter,
    /// For each vocabulary and slug, the first matching label of the term or of its broader terms.
    /// Many profiles have the same terms.
    labels: RefCell<[HashMap<String, Option<Snippet>>; TermScheme::ALL.len()]>,
}

impl Marker {
    pub fn new(highlighter: Highlighter) -> Self {
        Self { highlighter, labels: RefCell::default() }
    }

    /// The first label of a term or of its broader terms that matches.
    fn label(&self, vocabulary: &Vocabulary, scheme: TermScheme, slug: &str) -> Option<Snippet> {
        let mut known = self.labels.borrow_mut();
        let known = &mut known[scheme as usize];
        if let Some(snippet) = known.get(slug) {
            return snippet.clone();
        }
        let labels = slug.parse().map(|slug| labels(vocabulary, scheme, &slug)).unwrap_or_default();
        let snippet = labels.into_iter().find_map(|label| self.highlighter.highlight(label));
        known.insert(slug.to_owned(), snippet.clone());
        snippet
    }
}

impl Snapshot {
    /// The highlights of a profile, the most important keys first.
    ///
    /// # Errors
    ///
    /// Fails if the profile cannot be read.
    pub(in crate::catalog) fn highlights(
        &self,
        entry: &Entry<'_>,
        marker: &Marker,
    ) -> Result<Vec<Highlight>, CatalogError> {
        let mut beginning = entry.document_before_ways_to_help().to_vec();
        beginning.push(b'}');
        let texts = ProfileTexts::parse(&beginning)?;
        let mut highlights: Vec<Highlight> = Vec::new();
        let mut highlight = |field: &'static str, text: &str| {
            let is_full = highlights.len() >= MAX;
            // At most one text per key.
            let has_key = highlights.last().is_some_and(|last| last.field == field);
            if is_full || has_key {
                return;
            }
            if let Some(Snippet { text, ranges, .. }) = marker.highlighter.highlight(text) {
                highlights.push(Highlight { field, text, ranges });
            }
        };
        highlight("name", &texts.name.0);
        texts.acronym.iter().for_each(|acronym| highlight("acronym", &acronym.0));
        texts.other_names.iter().for_each(|other| highlight("other_names", &other.value.0));
        texts.founders.iter().for_each(|founder| highlight("founders", &founder.0));
        let city = texts.headquarters.iter().filter_map(|seat| seat.city.as_ref());
        city.for_each(|city| highlight("headquarters", &city.0));
        highlight("summary", &texts.summary.0);
        texts.framing.in_short.iter().for_each(|text| highlight("framing", &text.0));
        highlight("framing", &texts.framing.summary.0);
        texts.method.in_short.iter().for_each(|text| highlight("method", &text.0));
        highlight("method", &texts.method.summary.0);
        for step in &texts.method.steps {
            highlight("method", &step.name.0);
            highlight("method", &step.summary.0);
        }
        texts.research.iter().for_each(|link| highlight("research", &link.title.0));
        // Many profiles share a label, so labels appear only if there is little else.
        if highlights.len() < MIN_WITHOUT_LABELS {
            self.highlight_labels(entry, marker, &mut highlights);
        }
        Ok(highlights)
    }

    /// Adds the first matching label of the terms of each vocabulary, broader terms included.
    fn highlight_labels(
        &self,
        entry: &Entry<'_>,
        marker: &Marker,
        highlights: &mut Vec<Highlight>,
    ) {
        for &scheme in TermScheme::ALL {
            let field = scheme.keys()[0];
            let mut slugs = entry.terms(scheme);
            let snippet = slugs.find_map(|slug| marker.label(self.vocabulary(), scheme, slug));
            highlights.extend(snippet.map(|Snippet { text, ranges, .. }| Highlight {
                field,
                text,
                ranges,
            }));
        }
    }
}

/// All names of a term and of its broader terms.
fn labels<'v>(vocabulary: &'v Vocabulary, scheme: TermScheme, slug: &Slug) -> Vec<&'v str> {
    let lineage = vocabulary.lineage(scheme, slug);
    let terms = lineage.into_iter().filter_map(|slug| vocabulary.term(scheme, slug.as_str()));
    terms.flat_map(Term::names).collect()
}
