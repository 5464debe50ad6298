//! Links and ways as they are answered: joined from pieces of profiles.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Item, ItemKind};
use crate::catalog::json::{JsonArray, JsonObject, elements, member, members};
use crate::catalog::{CatalogError, Snapshot};

/// Whose an item is, as its row says.
#[derive(Serialize)]
struct OrganizationLink<'e> {
    slug: &'e str,
    name: &'e str,
}

/// The pieces of a profile that its rows are made of.
struct Pieces<'d> {
    items: Vec<&'d [u8]>,
    /// The sources by their ids, which stand in their quotes.
    sources: Vec<(&'d [u8], &'d [u8])>,
}

impl Snapshot {
    /// Writes items as a JSON array: each as its profile has it, with whole sources
    /// instead of their ids, and its organization.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn write_items(
        &self,
        kind: ItemKind,
        items: &[Item],
        json: &mut Vec<u8>,
    ) -> Result<(), CatalogError> {
        let mut pieces: BTreeMap<u32, Pieces<'_>> = BTreeMap::new();
        for item in items {
            let of = || Pieces::of(kind, self.entry(item.number).document());
            pieces.entry(item.number).or_insert_with(of);
        }
        let mut array = JsonArray::begin(json);
        for item in items {
            let element =
                pieces.get(&item.number).and_then(|it| Some((it, it.items.get(item.place)?)));
            let Some((pieces, element)) = element else {
                let message = format!("the profile {} has no item {}", item.number, item.place);
                return Err(CatalogError::Document(message));
            };
            let mut object = array.object();
            pieces.write(element, &mut object);
            let entry = self.entry(item.number);
            let organization = OrganizationLink { slug: entry.slug(), name: entry.name() };
            object.member("organization", &organization);
            object.finish();
        }
        array.finish();
        Ok(())
    }
}

impl<'d> Pieces<'d> {
    fn of(kind: ItemKind, document: &'d [u8]) -> Self {
        let list = |key: &str| member(document, key).map(elements).unwrap_or_default();
        let sources = list("sources").into_iter();
        let sources = sources.filter_map(|source| Some((member(source, "id")?, source)));
        Self { items: list(kind.key()), sources: sources.collect() }
    }

    /// Writes the members of an element, with whole sources.
    fn write(&self, element: &[u8], object: &mut JsonObject<'_>) {
        for (key, value) in members(element) {
            match key {
                "sources" => self.write_sources(value, object),
                _ => object.raw_member(key, value),
            }
        }
    }

    fn write_sources(&self, ids: &[u8], object: &mut JsonObject<'_>) {
        let whole = |id: &[u8]| self.sources.iter().find(|(own, _)| *own == id).map(|it| it.1);
        let mut sources = object.array("sources");
        elements(ids).into_iter().filter_map(whole).for_each(|source| sources.raw_element(source));
        sources.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_its_sources_whole_in_its_own_order() {
        let document = br#"{"research":[{"title":"{\"sources\":1}","sources":["b","a"]}],"sources":[{"id":"a","title":"A"},{"id":"b","title":"B"}]}"#;
        let pieces = Pieces::of(ItemKind::Research, document);
        let mut json = Vec::new();
        let mut object = JsonObject::begin(&mut json);
        pieces.write(pieces.items[0], &mut object);
        object.finish();
        let expected = r#"{"title":"{\"sources\":1}","sources":[{"id":"b","title":"B"},{"id":"a","title":"A"}]}"#;
        assert_eq!(String::from_utf8(json).unwrap(), expected);
    }
}
