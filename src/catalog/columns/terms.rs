//! The vocabulary as the catalog holds it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{AllLineages, Lineages};
use crate::catalog::CatalogError;
use crate::domain::{Keyword, Slug, Term, TermScheme, TermState, Vocabulary, read_stored};

/// One term as it is kept with the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermEntry {
    scheme: String,
    pub slug: String,
    position: i32,
    /// The term as canonical JSON.
    document: String,
}

impl TermEntry {
    /// # Errors
    ///
    /// When the stored document is not a term.
    pub fn new(state: &TermState) -> Result<Self, CatalogError> {
        read(&state.document)?;
        Ok(Self {
            scheme: state.scheme.as_str().to_owned(),
            slug: state.slug.to_string(),
            position: state.position,
            document: state.document.clone(),
        })
    }

    /// Whether it is the term of this scheme and slug.
    pub fn is(&self, scheme: TermScheme, slug: &Slug) -> bool {
        self.scheme == scheme.as_str() && self.slug == slug.as_str()
    }

    /// Whether it is another state of the same term.
    pub fn is_of(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.slug == other.slug
    }
}

fn read(document: &str) -> Result<Term, CatalogError> {
    read_stored(document).map_err(CatalogError::Document)
}

/// The vocabulary of these terms, in the order of browsing.
pub fn vocabulary(entries: &[TermEntry]) -> Result<Vocabulary, CatalogError> {
    let mut entries: Vec<&TermEntry> = entries.iter().collect();
    entries.sort_by_key(|entry| entry.position);
    let mut vocabulary = Vocabulary::default();
    for entry in entries {
        let scheme = TermScheme::from_word(&entry.scheme)
            .ok_or_else(|| CatalogError::Document(format!("the scheme `{}`", entry.scheme)))?;
        vocabulary.insert(scheme, read(&entry.document)?);
    }
    Ok(vocabulary)
}

/// For each term, itself and the terms it stands below.
pub fn lineages(vocabulary: &Vocabulary) -> AllLineages {
    let of = |scheme: TermScheme| -> Lineages {
        let terms = vocabulary.terms(scheme).iter().map(|term| {
            let lineage = vocabulary.lineage(scheme, &term.slug);
            (term.slug.to_string(), lineage.into_iter().map(ToString::to_string).collect())
        });
        terms.collect::<HashMap<_, _>>()
    };
    AllLineages { focus_areas: of(TermScheme::FocusArea), approaches: of(TermScheme::Approach) }
}
