//! Parsing the documents of the store into types of the domain.

use std::collections::HashMap;

use crate::domain::{Node, OrganizationState, Read, Slug, TermState, Vocabulary, read_stored};
use crate::store::StoreError;

/// The states by their slugs.
pub fn by_slug(states: Vec<OrganizationState>) -> HashMap<Slug, OrganizationState> {
    states.into_iter().map(|state| (state.slug.clone(), state)).collect()
}

/// Parses a stored document.
///
/// # Errors
///
/// With [`StoreError::Corrupt`] if it does not parse.
pub fn parse_stored<T: Read>(document: &str) -> Result<T, StoreError> {
    read_stored(document).map_err(StoreError::Corrupt)
}

/// The JSON of a stored document.
///
/// # Errors
///
/// With [`StoreError::Corrupt`] if it is not JSON.
pub fn stored_node(document: &str) -> Result<Node<'_>, StoreError> {
    serde_json::from_str(document).map_err(|err| StoreError::Corrupt(err.to_string()))
}

/// The vocabulary that consists of these terms.
pub fn vocabulary_of(terms: &[TermState]) -> Result<Vocabulary, StoreError> {
    let mut vocabulary = Vocabulary::default();
    for state in terms {
        vocabulary.insert(state.scheme, parse_stored(&state.document)?);
    }
    Ok(vocabulary)
}
