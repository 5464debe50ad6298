//! Parsing the documents of the store into types of the domain.

use std::collections::HashMap;

use crate::domain::{
    Node, Organization, OrganizationState, Read, Slug, TermState, Violation, Vocabulary, parse,
    read_stored,
};
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

/// The rules that a stored profile breaks because they became stricter after it was written.
pub fn current_rule_violations(profile: &Organization) -> Result<Vec<Violation>, StoreError> {
    let document = profile.to_json();
    let node: Node<'_> =
        serde_json::from_str(&document).map_err(|err| StoreError::Corrupt(err.to_string()))?;
    Ok(parse::<Organization>(&node).err().unwrap_or_default())
}

/// The vocabulary that consists of these terms.
pub fn vocabulary_of(terms: &[TermState]) -> Result<Vocabulary, StoreError> {
    let mut vocabulary = Vocabulary::default();
    for state in terms {
        vocabulary.insert(state.scheme, parse_stored(&state.document)?);
    }
    Ok(vocabulary)
}
