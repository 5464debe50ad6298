//! The vocabulary in the catalog.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::lineages::{AllLineages, Lineages};
use crate::catalog::CatalogError;
use crate::domain::{Keyword, Slug, Term, TermScheme, TermState, Vocabulary, read_stored};

/// One term as the index stores it.
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
    /// [`CatalogError::UnreadableDocument`] when the stored document is not a term.
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
    pub fn has_key(&self, scheme: TermScheme, slug: &Slug) -> bool {
        self.scheme == scheme.as_str() && self.slug == slug.as_str()
    }

    /// Whether both are states of the same term.
    pub fn is_same_term(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.slug == other.slug
    }
}

fn read(document: &str) -> Result<Term, CatalogError> {
    read_stored(document).map_err(CatalogError::UnreadableDocument)
}

/// The vocabulary of these terms, in browsing order.
///
/// # Errors
///
/// [`CatalogError::Damaged`] when a term has an unknown scheme, and
/// [`CatalogError::UnreadableDocument`] when a document is not a term.
pub fn vocabulary(entries: &[TermEntry]) -> Result<Vocabulary, CatalogError> {
    let mut entries: Vec<&TermEntry> = entries.iter().collect();
    entries.sort_by_key(|entry| entry.position);
    let mut vocabulary = Vocabulary::default();
    for entry in entries {
        let scheme = TermScheme::from_word(&entry.scheme)
            .ok_or_else(|| CatalogError::Damaged(format!("unknown scheme `{}`", entry.scheme)))?;
        vocabulary.insert(scheme, read(&entry.document)?);
    }
    Ok(vocabulary)
}

/// For each term, the term itself and its broader terms.
pub fn lineages(vocabulary: &Vocabulary) -> AllLineages {
    let of_scheme = |scheme: TermScheme| -> Lineages {
        let terms = vocabulary.terms(scheme).iter().map(|term| {
            let lineage = vocabulary.lineage(scheme, &term.slug);
            (term.slug.to_string(), lineage.into_iter().map(ToString::to_string).collect())
        });
        terms.collect::<HashMap<_, _>>()
    };
    AllLineages::new(of_scheme)
}
