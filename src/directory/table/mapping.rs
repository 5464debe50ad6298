//! A mapping of the headers of a table to columns, as a file that is made once and used again.

use super::columns::Column;
use super::proposals::proposal;
use crate::domain::{Node, nearest};
use crate::tables::HeaderCell;

/// The columns that headers mean: a JSON object from each header to the name of a column, or to
/// `null` if the column is ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMapping {
    /// Each header with the name of its column, and its meaning.
    entries: Vec<(String, Option<String>, Column)>,
}

/// The text is not a mapping.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMapping {
    #[error("the mapping is not JSON: {0}")]
    NotJson(String),
    #[error(
        "the mapping must be an object from each header to the name of a column, or to null to \
         ignore it"
    )]
    WrongType,
    #[error("`{column}`, to which `{header}` is mapped, is not a column{}", hint(.suggestion))]
    UnknownColumn { header: String, column: String, suggestion: Option<&'static str> },
}

fn hint(suggestion: &Option<&'static str>) -> String {
    suggestion.map_or_else(String::new, |it| format!("; did you mean `{it}`?"))
}

impl ColumnMapping {
    /// Reads a mapping from JSON.
    ///
    /// # Errors
    ///
    /// When it is not an object of names, or names a column that a table cannot have.
    pub fn parse(json: &str) -> Result<Self, InvalidMapping> {
        let json = json.trim_start_matches('\u{feff}');
        let node: Node<'_> =
            serde_json::from_str(json).map_err(|err| InvalidMapping::NotJson(err.to_string()))?;
        let Node::Object(members) = node else { return Err(InvalidMapping::WrongType) };
        let mut mapping = Self::default();
        for (header, value) in members {
            let name = match value {
                Node::Null => None,
                Node::String(name) => Some(name.into_owned()),
                _ => return Err(InvalidMapping::WrongType),
            };
            mapping.add(&header, name)?;
        }
        Ok(mapping)
    }

    /// Maps a header to the name of a column, or to `None` to ignore it.
    ///
    /// # Errors
    ///
    /// When a table cannot have such a column.
    pub fn add(&mut self, header: &str, name: Option<String>) -> Result<(), InvalidMapping> {
        let column = match &name {
            None => Column::Ignored,
            Some(name) => Column::named(name).ok_or_else(|| InvalidMapping::UnknownColumn {
                header: crate::domain::abbreviate(header).into_owned(),
                column: crate::domain::abbreviate(name).into_owned(),
                suggestion: nearest(name, Column::names())
                    .and_then(|near| Column::names().find(|known| *known == near)),
            })?,
        };
        self.entries.push((header.to_owned(), name, column));
        Ok(())
    }

    /// A mapping of every header: as given, else by its name, else as proposed.
    pub fn proposed(header: &[HeaderCell], given: Option<&Self>) -> Self {
        let mut proposed = Self::default();
        for HeaderCell { name: header, .. } in header {
            let given = given.and_then(|it| it.entry(header));
            let name = match given {
                Some((_, name, _)) => name.clone(),
                None if Column::named(header).is_some() => Some(header.clone()),
                None => proposal(header).map(str::to_owned),
            };
            let column = name.as_deref().and_then(Column::named).unwrap_or(Column::Ignored);
            proposed.entries.push((header.clone(), name, column));
        }
        proposed
    }

    /// The meaning of a header; `None` if the mapping does not have it.
    pub fn column_of(&self, header: &str) -> Option<&Column> {
        self.entry(header).map(|(_, _, column)| column)
    }

    /// Each header with the name of its column; `None` for one that is ignored.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.entries.iter().map(|(header, name, _)| (header.as_str(), name.as_deref()))
    }

    /// The mapping as JSON, with one header per line.
    pub fn to_json(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let lines = self.pairs().map(|(header, name)| {
            format!("  {}: {}", text(header), name.map_or_else(|| "null".to_owned(), text))
        });
        format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
    }

    fn entry(&self, header: &str) -> Option<&(String, Option<String>, Column)> {
        let plain =
            |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let header = plain(header);
        self.entries.iter().find(|(known, ..)| plain(known) == header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_read_and_written() {
        let json = "{\n  \"Web \\\"site\\\"\": \"website\",\n  \"x\": null\n}\n";
        let mapping = ColumnMapping::parse(json).unwrap();
        assert_eq!(mapping.to_json(), json);
        assert_eq!(mapping.column_of(" WEB  \"site\""), Some(&Column::Value("website")));
        assert_eq!(mapping.column_of("X"), Some(&Column::Ignored));
        assert_eq!(mapping.column_of("y"), None);
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        for (json, expected) in [
            ("{", "the mapping is not JSON: EOF"),
            ("[]", "must be an object"),
            (r#"{"a": 1}"#, "must be an object"),
            (r#"{"a": "foundd"}"#, "is not a column; did you mean `founded`?"),
            (r#"{"a": "zzzz"}"#, "`zzzz`, to which `a` is mapped, is not a column"),
        ] {
            let error = ColumnMapping::parse(json).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
