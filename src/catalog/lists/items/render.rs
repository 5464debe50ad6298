//! Renders items: as JSON joined from pieces of profiles, and as values for pages.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Item, ItemKind};
use crate::catalog::json::{JsonArray, JsonObject, elements, member, members};
use crate::catalog::{CatalogError, Entry, Snapshot};

/// The organization of an item.
#[derive(Serialize)]
struct OrganizationLink<'e> {
    slug: &'e str,
    name: &'e str,
}

/// An item as pages show it.
pub struct ItemDetails<'s> {
    pub text: ItemText<'s>,
    pub organization: Entry<'s>,
    pub organization_slug: &'s str,
    pub organization_name: &'s str,
    /// Its position in the list of the profile.
    pub place: usize,
    /// The website of the organization.
    pub website: Option<Cow<'s, str>>,
}

/// The keys that pages show of either kind of item.
#[derive(Deserialize)]
pub struct ItemText<'s> {
    #[serde(borrow)]
    pub kind: Cow<'s, str>,
    #[serde(borrow)]
    pub title: Cow<'s, str>,
    #[serde(borrow)]
    pub url: Option<Cow<'s, str>>,
    #[serde(borrow, default)]
    pub summary: Option<Cow<'s, str>>,
    #[serde(borrow, default)]
    pub authors: Vec<Cow<'s, str>>,
    #[serde(default)]
    pub year: Option<i16>,
    #[serde(default)]
    pub free: bool,
    #[serde(default)]
    pub as_of: Option<i16>,
    #[serde(borrow, default)]
    pub helpline: Option<HelplineText<'s>>,
}

/// The keys that pages show of a helpline.
#[derive(Deserialize)]
pub struct HelplineText<'s> {
    #[serde(borrow)]
    pub number: Cow<'s, str>,
    #[serde(borrow)]
    pub country: Cow<'s, str>,
    #[serde(borrow, default)]
    pub languages: Vec<Cow<'s, str>>,
    #[serde(borrow, default)]
    pub hours: Option<Cow<'s, str>>,
    #[serde(borrow)]
    pub checked_at: Cow<'s, str>,
}

/// The pieces of a profile that its items are made of.
struct Pieces<'d> {
    items: Vec<&'d [u8]>,
    website: Option<&'d [u8]>,
    /// The sources by their ids, which are in quotes.
    sources: Vec<(&'d [u8], &'d [u8])>,
}

impl Snapshot {
    /// Writes items as a JSON array. Each has the keys of the profile, with whole sources instead
    /// of their ids, and its organization.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] when a profile lacks one of the items.
    pub fn write_items(
        &self,
        kind: ItemKind,
        items: &[Item],
        json: &mut Vec<u8>,
    ) -> Result<(), CatalogError> {
        let mut profiles: BTreeMap<u32, Pieces<'_>> = BTreeMap::new();
        let mut array = JsonArray::begin(json);
        for item in items {
            let entry = self.entry(item.number);
            let pieces = profiles.entry(item.number);
            let pieces = pieces.or_insert_with(|| Pieces::new(kind, entry.document()));
            let mut object = array.object();
            pieces.write(pieces.item(item)?, &mut object);
            let organization = OrganizationLink { slug: entry.slug(), name: entry.name() };
            object.member("organization", &organization);
            object.finish();
        }
        array.finish();
        Ok(())
    }

    /// Items with what pages show of them.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] when a profile lacks one of the items.
    pub fn item_details(
        &self,
        kind: ItemKind,
        items: &[Item],
    ) -> Result<Vec<ItemDetails<'_>>, CatalogError> {
        let mut profiles: BTreeMap<u32, Pieces<'_>> = BTreeMap::new();
        let details = items.iter().map(|item| {
            let entry = self.entry(item.number);
            let pieces = profiles.entry(item.number);
            let pieces = pieces.or_insert_with(|| Pieces::new(kind, entry.document()));
            let text = serde_json::from_slice(pieces.item(item)?);
            Ok(ItemDetails {
                text: text.map_err(|err| CatalogError::Damaged(err.to_string()))?,
                organization: entry,
                place: item.place,
                website: pieces.website(),
                organization_slug: entry.slug(),
                organization_name: entry.name(),
            })
        });
        details.collect()
    }
}

impl<'d> Pieces<'d> {
    fn new(kind: ItemKind, document: &'d [u8]) -> Self {
        let list = |key: &str| member(document, key).map(elements).unwrap_or_default();
        let sources = list("sources").into_iter();
        let sources = sources.filter_map(|source| Some((member(source, "id")?, source)));
        let website = member(document, "website");
        Self { items: list(kind.key()), website, sources: sources.collect() }
    }

    fn website(&self) -> Option<Cow<'d, str>> {
        website(self.website?)
    }

    fn item(&self, item: &Item) -> Result<&'d [u8], CatalogError> {
        self.items.get(item.place).copied().ok_or_else(|| {
            CatalogError::Damaged(format!("profile {} has no item {}", item.number, item.place))
        })
    }

    /// Writes the members of an item, with whole sources.
    fn write(&self, item: &[u8], object: &mut JsonObject<'_>) {
        for (key, value) in members(item) {
            match key {
                "sources" => self.write_sources(value, object),
                _ => object.raw_member(key, value),
            }
        }
    }

    fn write_sources(&self, ids: &[u8], object: &mut JsonObject<'_>) {
        let source = |id: &[u8]| self.sources.iter().find(|(key, _)| *key == id).map(|it| it.1);
        let mut sources = object.array("sources");
        elements(ids).into_iter().filter_map(source).for_each(|source| sources.raw_element(source));
        sources.finish();
    }
}

/// The website of a profile, from its JSON; `None` if it is `null`.
fn website(json: &[u8]) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Website<'w>(#[serde(borrow)] Option<Cow<'w, str>>);

    serde_json::from_slice::<Website<'_>>(json).ok()?.0
}

impl Snapshot {
    /// The website of an organization.
    pub fn website<'s>(&'s self, entry: &Entry<'s>) -> Option<Cow<'s, str>> {
        website(member(entry.document(), "website")?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_whole_sources_in_its_own_order() {
        let document = br#"{"research":[{"title":"{\"sources\":1}","sources":["b","a"]}],"sources":[{"id":"a","title":"A"},{"id":"b","title":"B"}]}"#;
        let pieces = Pieces::new(ItemKind::Research, document);
        let mut json = Vec::new();
        let mut object = JsonObject::begin(&mut json);
        pieces.write(pieces.items[0], &mut object);
        object.finish();
        let expected = r#"{"title":"{\"sources\":1}","sources":[{"id":"b","title":"B"},{"id":"a","title":"A"}]}"#;
        assert_eq!(String::from_utf8(json).unwrap(), expected);
    }
}
