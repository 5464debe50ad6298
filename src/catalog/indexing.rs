//! What of a profile goes into the index.

use tantivy::TantivyDocument;

use super::CatalogError;
use super::schema::{Address, Fields};
use super::texts::Texts;
use crate::domain::Vocabulary;

/// The documents of an organization.
pub fn documents(
    fields: Fields,
    _vocabulary: &Vocabulary,
    number: u32,
    document: &[u8],
) -> Result<Vec<TantivyDocument>, CatalogError> {
    let _texts = Texts::of(document)?;
    let mut new = TantivyDocument::default();
    new.add_u64(fields.address, Address::profile(number).into());
    new.add_bytes(fields.document, document);
    Ok(vec![new])
}
