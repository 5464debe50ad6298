//! What stands in the store, read as what it is.

use std::collections::HashMap;

use crate::domain::{
    Node, Organization, OrganizationState, Read, Slug, TermState, Violation, Vocabulary, parse,
    read_stored,
};
use crate::store::StoreError;

/// States, found by their slugs.
pub fn by_slug(states: Vec<OrganizationState>) -> HashMap<Slug, OrganizationState> {
    states.into_iter().map(|state| (state.slug.clone(), state)).collect()
}

/// Reads a document as it stands in the store.
pub fn stored<T: Read>(document: &str) -> Result<T, StoreError> {
    read_stored(document).map_err(StoreError::Corrupt)
}

/// The rules that a stored profile breaks because they became stricter after it was written.
pub fn rules_broken_now(profile: &Organization) -> Result<Vec<Violation>, StoreError> {
    let document = profile.to_json();
    let node: Node<'_> =
        serde_json::from_str(&document).map_err(|err| StoreError::Corrupt(err.to_string()))?;
    Ok(parse::<Organization>(&node).err().unwrap_or_default())
}

/// The vocabulary that stands.
pub fn vocabulary_of(standing: &[TermState]) -> Result<Vocabulary, StoreError> {
    let mut vocabulary = Vocabulary::default();
    for state in standing {
        vocabulary.insert(state.scheme, stored(&state.document)?);
    }
    Ok(vocabulary)
}
