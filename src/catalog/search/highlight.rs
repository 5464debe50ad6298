//! What of a profile answers a question.

use serde::Serialize;

use crate::catalog::index::profile_texts::ProfileTexts;
use crate::catalog::{CatalogError, Entry, Snapshot};
use crate::domain::{Slug, Term, TermScheme, Vocabulary};
use crate::text::{Fragment, Marker};

/// So many texts of one profile are shown.
const MAX: usize = 4;

/// Where fewer are shown, labels of its terms are too.
const FEW: usize = 2;

/// A text of a profile in which something matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Highlight {
    /// The key of the profile that it is of.
    pub field: &'static str,
    /// The text, or the part of it that shows most.
    pub text: String,
    /// Start and end of each match, in Unicode scalar values of `text`.
    pub ranges: Vec<[usize; 2]>,
}

impl Snapshot {
    /// What of an organization a marker marks, as the keys are ranked.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub(in crate::catalog) fn highlights(
        &self,
        entry: &Entry<'_>,
        marker: &Marker,
    ) -> Result<Vec<Highlight>, CatalogError> {
        let mut beginning = entry.document_before_ways_to_help().to_vec();
        beginning.push(b'}');
        let texts = ProfileTexts::parse(&beginning)?;
        let mut highlights: Vec<Highlight> = Vec::new();
        let mut mark = |field: &'static str, text: &str| {
            let is_full = highlights.len() >= MAX;
            // One text a key.
            let is_shown = highlights.last().is_some_and(|last| last.field == field);
            if is_full || is_shown {
                return;
            }
            if let Some(fragment) = marker.mark(text) {
                let (text, ranges) = (fragment.text, fragment.ranges);
                highlights.push(Highlight { field, text, ranges });
            }
        };
        mark("name", &texts.name.0);
        texts.acronym.iter().for_each(|acronym| mark("acronym", &acronym.0));
        texts.other_names.iter().for_each(|other| mark("other_names", &other.value.0));
        texts.founders.iter().for_each(|founder| mark("founders", &founder.0));
        let city = texts.headquarters.iter().filter_map(|seat| seat.city.as_ref());
        city.for_each(|city| mark("headquarters", &city.0));
        mark("summary", &texts.summary.0);
        mark("framing", &texts.framing.summary.0);
        mark("method", &texts.method.summary.0);
        for step in &texts.method.steps {
            mark("method", &step.name.0);
            mark("method", &step.summary.0);
        }
        texts.research.iter().for_each(|link| mark("research", &link.title.0));
        // Labels are the same for many: they are shown where little else is.
        if highlights.len() < FEW {
            self.mark_terms(&texts, marker, &mut highlights);
        }
        Ok(highlights)
    }

    /// Marks the labels of the terms and of those they stand below.
    fn mark_terms(
        &self,
        texts: &ProfileTexts<'_>,
        marker: &Marker,
        highlights: &mut Vec<Highlight>,
    ) {
        for (field, scheme, slugs) in [
            ("focus_areas", TermScheme::FocusArea, &texts.focus_areas),
            ("approaches", TermScheme::Approach, &texts.approaches),
        ] {
            let slugs = slugs.iter().filter_map(|slug| slug.0.parse::<Slug>().ok());
            let labels = slugs.flat_map(|slug| labels(self.vocabulary(), scheme, &slug));
            let marked = labels.into_iter().find_map(|label| marker.mark(label));
            highlights.extend(marked.map(|Fragment { text, ranges, .. }| Highlight {
                field,
                text,
                ranges,
            }));
        }
    }
}

/// All labels of a term and of those it stands below.
fn labels<'v>(vocabulary: &'v Vocabulary, scheme: TermScheme, slug: &Slug) -> Vec<&'v str> {
    let lineage = vocabulary.lineage(scheme, slug);
    let terms = lineage.into_iter().filter_map(|slug| vocabulary.term(scheme, slug.as_str()));
    terms.flat_map(Term::labels).collect()
}
