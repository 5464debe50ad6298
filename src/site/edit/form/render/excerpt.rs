//! The text by which an editor recognizes an element of a list whose fields are not shown.

use serde_json::Value;

use crate::domain::truncate;
use crate::site::edit::form::schema::{Field, Kind};
use crate::site::edit::form::typed::text;
use crate::site::edit::form::values::country_name;

/// Maximum number of characters of an excerpt.
const MAX_EXCERPT: usize = 70;

/// The beginning of the first text of an element; otherwise its country, or nothing.
pub(super) fn excerpt(fields: &[Field], element: &Value) -> String {
    let value = |field: &Field| text(element.get(field.key)).trim().to_owned();
    let is_text = |field: &&Field| matches!(field.kind, Kind::Line(_) | Kind::Text(_) | Kind::Slug);
    let is_country = |field: &&Field| matches!(field.kind, Kind::Country);
    let texts = fields.iter().filter(is_text).map(value);
    let countries =
        fields.iter().filter(is_country).map(|field| country_name(&value(field)).to_owned());
    let found = texts.chain(countries).find(|text| !text.is_empty()).unwrap_or_default();
    truncate(&found, MAX_EXCERPT).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_element_is_recognized_by_its_first_text() {
        const FIELDS: &[Field] = &[
            Field::required("country", "Country", Kind::Country),
            Field::optional("year", "Year", Kind::Year),
            Field::optional("title", "Title", Kind::Line(200)),
            Field::optional("note", "Note", Kind::Text(600)),
        ];
        for (element, expected) in [
            (json!({"country": "GH", "title": " Courts ", "note": "n"}), "Courts"),
            (json!({"country": "GH", "title": " ", "note": "A note"}), "A note"),
            (json!({"country": "GH", "year": "2001"}), "Ghana"),
            (json!({"country": "", "year": "2001"}), ""),
            (json!({}), ""),
        ] {
            assert_eq!(excerpt(FIELDS, &element), expected, "{element}");
        }
    }
}
