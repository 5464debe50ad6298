//! The response to a request for values of properties.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::Date;

/// One value: a text, a whole number or a time; none of them for an unknown value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = ReconciliationCell)]
pub struct Cell {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "International Justice Mission")]
    str: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    int: Option<i64>,
    /// A time (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    date: Option<String>,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self { str: Some(text.into()), ..Self::default() }
    }

    pub fn number(number: impl Into<i64>) -> Self {
        Self { int: Some(number.into()), ..Self::default() }
    }

    /// The day as the time at which it begins, because clients read nothing shorter.
    pub fn day(day: &Date) -> Self {
        Self { date: Some(format!("{day}T00:00:00Z")), ..Self::default() }
    }

    pub fn flag(flag: bool) -> Self {
        Self::text(flag.to_string())
    }
}

/// A property of a response.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationProperty)]
pub struct PropertyAnswer {
    #[schema(example = "founded")]
    pub id: String,
    #[schema(example = "Founded")]
    pub name: String,
}

/// The values of properties: the properties in the order of the request, then a row for each id.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationExtension)]
pub struct Extension {
    pub meta: Vec<PropertyAnswer>,
    pub rows: ExtensionRows,
}

/// The cells of each id, in the order of the request.
pub struct ExtensionRows {
    /// The ids of the properties.
    pub properties: Vec<String>,
    pub rows: Vec<(String, Vec<Vec<Cell>>)>,
}

/// The cells of one row, by property.
struct Row<'r> {
    properties: &'r [String],
    cells: &'r [Vec<Cell>],
}

impl Serialize for ExtensionRows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_map(Some(self.rows.len()))?;
        for (id, cells) in &self.rows {
            rows.serialize_entry(id, &Row { properties: &self.properties, cells })?;
        }
        rows.end()
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let unknown = [Cell::default()];
        let cells = self.properties.iter().zip(self.cells);
        serializer.collect_map(cells.map(|(id, cells)| {
            (id, if cells.is_empty() { &unknown[..] } else { cells.as_slice() })
        }))
    }
}

impl PartialSchema for ExtensionRows {
    fn schema() -> RefOr<Schema> {
        let cells = ArrayBuilder::new().items(Ref::from_schema_name("ReconciliationCell")).build();
        let row = ObjectBuilder::new().additional_properties(Some(RefOr::T(Schema::Array(cells))));
        let row = RefOr::T(Schema::Object(row.build()));
        ObjectBuilder::new()
            .description(Some("The values of each property, by id. `[{}]` is an unknown value."))
            .additional_properties(Some(row))
            .into()
    }
}

impl ToSchema for ExtensionRows {
    fn name() -> Cow<'static, str> {
        "ReconciliationRows".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Cell::name().into_owned(), Cell::schema()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_property_of_a_row_has_a_value_or_an_empty_object() {
        let rows = ExtensionRows {
            properties: vec!["founded".into(), "city".into(), "verified_at".into()],
            rows: vec![(
                "b".into(),
                vec![
                    vec![Cell::number(1839)],
                    vec![],
                    vec![Cell::day(&"2026-11-28".parse().unwrap())],
                ],
            )],
        };
        assert_eq!(
            serde_json::to_string(&rows).unwrap(),
            r#"{"b":{"founded":[{"int":1839}],"city":[{}],"verified_at":[{"date":"2026-11-28T00:00:00Z"}]}}"#
        );
        assert_eq!(serde_json::to_string(&Cell::flag(true)).unwrap(), r#"{"str":"true"}"#);
    }
}
