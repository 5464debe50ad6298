//! The vocabulary as the catalog holds it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::CatalogError;
use crate::domain::{Keyword, Slug, Term, TermScheme, TermState, Vocabulary, read_stored};

/// One term as it is kept in the index.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

    /// The key of the term in the index.
    pub fn key(&self) -> String {
        format!("{}/{}", self.scheme, self.slug)
    }
}

fn read(document: &str) -> Result<Term, CatalogError> {
    read_stored(document).map_err(CatalogError::Document)
}

/// The vocabulary of these terms, in the order of browsing.
pub fn vocabulary(mut entries: Vec<TermEntry>) -> Result<Vocabulary, CatalogError> {
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
pub fn lineages(vocabulary: &Vocabulary, scheme: TermScheme) -> BTreeMap<Slug, Vec<Slug>> {
    vocabulary
        .terms(scheme)
        .iter()
        .map(|term| {
            let lineage = vocabulary.lineage(scheme, &term.slug).into_iter().cloned().collect();
            (term.slug.clone(), lineage)
        })
        .collect()
}
