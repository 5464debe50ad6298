//! Research whose title names a country.

use super::results::contains_words;
use crate::catalog::{ItemDetails, ItemFilter, ItemKind, ItemOrder, ItemRequest, Snapshot, Start};
use crate::domain::Country;
use crate::site::SiteError;
use crate::text::SearchQuery;

/// Maximum number of publications on the page.
const MAX_SHOWN: usize = 3;

/// Maximum number of search results whose titles are read.
const MAX_READ: usize = 20;

/// Research that has the country's name in its title.
///
/// # Errors
///
/// If the index cannot be read.
pub fn research_on(
    country: Country,
    snapshot: &Snapshot,
) -> Result<Vec<ItemDetails<'_>>, SiteError> {
    // Every name of a country is a valid query.
    let Ok(query) = SearchQuery::parse(&format!("\"{}\"", country.name())) else {
        return Ok(Vec::new());
    };
    let (kind, filter, start) = (ItemKind::Research, ItemFilter::default(), Start::Offset(0));
    let request = ItemRequest {
        kind,
        filter: &filter,
        query: Some(&query),
        order: ItemOrder::Usual,
        start: &start,
        size: MAX_READ,
    };
    let found = snapshot.select_items(&request)?;
    // The query also matches authors and organizations.
    let mut research = snapshot.item_details(kind, &found.items)?;
    research.retain(|item| contains_words(&item.text.title, country.name()));
    research.truncate(MAX_SHOWN);
    Ok(research)
}
