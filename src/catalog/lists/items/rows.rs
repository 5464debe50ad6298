//! Links and ways as they are answered: joined from pieces of profiles.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Item, ItemKind};
use crate::catalog::answers::render::members;
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
        json.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                json.push(b',');
            }
            let element =
                pieces.get(&item.number).and_then(|it| Some((it, it.items.get(item.place)?)));
            let Some((pieces, element)) = element else {
                let message = format!("the profile {} has no item {}", item.number, item.place);
                return Err(CatalogError::Document(message));
            };
            pieces.write(element, json);
            let entry = self.entry(item.number);
            let organization = OrganizationLink { slug: entry.slug(), name: entry.name() };
            json.extend_from_slice(b",\"organization\":");
            json.extend(serde_json::to_vec(&organization).expect("it has only texts"));
            json.push(b'}');
        }
        json.push(b']');
        Ok(())
    }
}

impl<'d> Pieces<'d> {
    fn of(kind: ItemKind, document: &'d [u8]) -> Self {
        let members = members(document);
        let list = |key: &str| {
            let value = members.iter().find(|(name, _)| *name == key.as_bytes());
            value.map(|(_, value)| elements(value)).unwrap_or_default()
        };
        let sources = list("sources").into_iter().filter_map(|source| {
            let members = self::members(source);
            let (_, id) = members.iter().find(|(name, _)| *name == b"id")?;
            Some((*id, source))
        });
        Self { items: list(kind.key()), sources: sources.collect() }
    }

    /// Writes an element without its closing brace.
    fn write(&self, element: &[u8], json: &mut Vec<u8>) {
        for (index, (key, value)) in members(element).into_iter().enumerate() {
            json.push(if index == 0 { b'{' } else { b',' });
            json.push(b'"');
            json.extend_from_slice(key);
            json.extend_from_slice(b"\":");
            match key {
                b"sources" => self.write_sources(value, json),
                _ => json.extend_from_slice(value),
            }
        }
    }

    fn write_sources(&self, ids: &[u8], json: &mut Vec<u8>) {
        let whole = |id: &[u8]| self.sources.iter().find(|(own, _)| *own == id).map(|it| it.1);
        json.push(b'[');
        for (index, source) in elements(ids).into_iter().filter_map(whole).enumerate() {
            if index > 0 {
                json.push(b',');
            }
            json.extend_from_slice(source);
        }
        json.push(b']');
    }
}

/// The elements of a compact JSON array, as slices of it.
fn elements(json: &[u8]) -> Vec<&[u8]> {
    let mut elements = Vec::new();
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    let mut start = 1;
    for (at, &byte) in json.iter().enumerate() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if (byte == b',' && depth == 1) || depth == 0 {
            if start < at {
                elements.push(&json[start..at]);
            }
            start = at + 1;
        }
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_taken_apart_between_their_elements() {
        for (array, parts) in [
            ("[]", vec![]),
            (r#"["a"]"#, vec![r#""a""#]),
            (r#"["a,\"]","b"]"#, vec![r#""a,\"]""#, r#""b""#]),
            (r#"[{"a":[1,2]},[],3]"#, vec![r#"{"a":[1,2]}"#, "[]", "3"]),
        ] {
            let found: Vec<&str> = elements(array.as_bytes())
                .into_iter()
                .map(|element| std::str::from_utf8(element).unwrap())
                .collect();
            assert_eq!(found, parts, "{array}");
        }
    }

    #[test]
    fn an_item_has_its_sources_whole_in_its_own_order() {
        let document = br#"{"research":[{"title":"{\"sources\":1}","sources":["b","a"]}],"sources":[{"id":"a","title":"A"},{"id":"b","title":"B"}]}"#;
        let pieces = Pieces::of(ItemKind::Research, document);
        let mut json = Vec::new();
        pieces.write(pieces.items[0], &mut json);
        let expected = r#"{"title":"{\"sources\":1}","sources":[{"id":"b","title":"B"},{"id":"a","title":"A"}]"#;
        assert_eq!(String::from_utf8(json).unwrap(), expected);
    }
}
