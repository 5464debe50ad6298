//! The columns of a table: those of an export, and those that a mapping renames.

use super::mapping::ColumnMapping;
use super::proposals::proposal;
use crate::catalog::SERVER_KEYS;
use crate::domain::{Organization, Scheme};
use crate::tables::{HeaderCell, column_letters};

/// The columns with which a table can change a profile, besides those of identifier schemes.
pub const EDITABLE: [&str; 23] = [
    "name",
    "acronym",
    "other_names",
    "status",
    "founded",
    "founders",
    "headquarters",
    "website",
    "identifiers",
    "affiliation",
    "kinds",
    "summary",
    "framing_in_short",
    "framing",
    "lens",
    "method_in_short",
    "method",
    "focus_areas",
    "approaches",
    "populations",
    "sectors",
    "scope",
    "countries",
];

/// The column of the day of the last check, which can be changed too.
const VERIFIED_AT: &str = "verified_at";

/// The columns that name the source of a row's changes, each with the key of a source.
pub const SOURCE_COLUMNS: [(&str, &str); 5] = [
    ("source_url", "url"),
    ("source_title", "title"),
    ("source_publisher", "publisher"),
    ("source_published", "published"),
    ("source_retrieved", "retrieved"),
];

/// The column of failed rows that says why they failed. It is ignored on loading.
pub const PROBLEM: &str = "problem";

/// The meaning of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// The slug of the organization, a former slug, or any of its identifiers.
    Key,
    /// The value of an identifier of this scheme, which names the organization.
    KeyIn(Scheme),
    /// A value that a table can change.
    Value(&'static str),
    /// The identifiers of one scheme, without the scheme.
    Identifiers(Scheme),
    /// A key of the source of the changes.
    Source(&'static str),
    /// A value that a table cannot change.
    Fixed(&'static str),
    /// The number of the revision that the row was made from.
    Revision,
    Ignored,
}

impl Column {
    /// The column with this name, in any case, with spaces or hyphens for underscores.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if let Ok(scheme) = name.to_ascii_uppercase().parse::<Scheme>() {
            return Some(Self::Identifiers(scheme));
        }
        let name = name.to_lowercase().replace([' ', '-'], "_");
        let is_named = |known: &&&str| **known == name;
        if name == "slug" {
            Some(Self::Key)
        } else if name == "revision" {
            Some(Self::Revision)
        } else if let Some(known) = EDITABLE.iter().chain(&[VERIFIED_AT]).find(is_named) {
            Some(Self::Value(known))
        } else if let Some((_, key)) = SOURCE_COLUMNS.iter().find(|(known, _)| *known == name) {
            Some(Self::Source(key))
        } else if name == PROBLEM || SERVER_KEYS.contains(&name.as_str()) {
            Some(Self::Ignored)
        } else {
            Organization::KEYS.iter().find(is_named).map(|known| Self::Fixed(known))
        }
    }

    /// The names of all columns that a table can have, the first of which names the organization.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let sources = SOURCE_COLUMNS.iter().map(|(name, _)| *name);
        ["slug"].into_iter().chain(EDITABLE).chain([VERIFIED_AT, "revision"]).chain(sources)
    }
}

/// The columns of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Each with its place and the name that the table gives it, from left to right.
    pub all: Vec<TableColumn>,
    /// The index in `all` of the column that names the organization.
    pub key: usize,
}

/// A column of a table, with its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// The index of the column in the table, from 0.
    pub index: usize,
    /// The name in the header.
    pub name: String,
    pub column: Column,
}

/// A header whose meaning is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownHeader {
    /// The letters of the column, such as `B`.
    pub letters: String,
    /// The name in the table.
    pub name: String,
    /// The column that it probably means.
    pub proposal: Option<&'static str>,
}

/// Why the columns of a table are not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// At least one header is unknown. The mapping has every header, with the proposals.
    #[error("{}", unknown_message(.unknown))]
    Unknown { unknown: Vec<UnknownHeader>, proposed: ColumnMapping },
    #[error("the columns `{first}` and `{second}` have the same meaning; remove or ignore one")]
    Repeated { first: String, second: String },
    #[error(
        "no column names the organization; the table needs a column `slug`, with the slug or an \
         identifier in each row"
    )]
    NoKey,
}

fn unknown_message(unknown: &[UnknownHeader]) -> String {
    let headers: Vec<String> = unknown
        .iter()
        .map(|it| match it.proposal {
            Some(proposal) => {
                format!("`{}` (column {}; perhaps `{proposal}`)", it.name, it.letters)
            }
            None => format!("`{}` (column {})", it.name, it.letters),
        })
        .collect();
    format!("these columns have no known name: {}; map them, or rename them", headers.join(", "))
}

impl Columns {
    /// Finds the meaning of each header: that of the mapping, or of its name.
    ///
    /// # Errors
    ///
    /// When a header is unknown, two mean the same, or none names the organization.
    pub fn of(
        header: &[HeaderCell],
        mapping: Option<&ColumnMapping>,
    ) -> Result<Self, ColumnsError> {
        let mut all = Vec::with_capacity(header.len());
        let mut unknown = Vec::new();
        for HeaderCell { column: index, name } in header {
            let column = match mapping.and_then(|it| it.column_of(name)) {
                Some(mapped) => mapped.clone(),
                None => match Column::named(name) {
                    Some(column) => column,
                    None => {
                        unknown.push(UnknownHeader {
                            letters: column_letters(*index),
                            name: name.clone(),
                            proposal: proposal(name),
                        });
                        continue;
                    }
                },
            };
            all.push(TableColumn { index: *index, name: name.clone(), column });
        }
        if !unknown.is_empty() {
            let proposed = ColumnMapping::proposed(header, mapping);
            return Err(ColumnsError::Unknown { unknown, proposed });
        }
        let key = key_of(&mut all).ok_or(ColumnsError::NoKey)?;
        for (place, second) in all.iter().enumerate() {
            let is_same = |first: &&TableColumn| {
                first.column == second.column && second.column != Column::Ignored
            };
            if let Some(first) = all[..place].iter().find(is_same) {
                let (first, second) = (first.name.clone(), second.name.clone());
                return Err(ColumnsError::Repeated { first, second });
            }
        }
        Ok(Self { all, key })
    }

    /// The place of a column with this meaning.
    pub fn place_of(&self, column: &Column) -> Option<&TableColumn> {
        self.all.iter().find(|it| it.column == *column)
    }
}

/// The index of the column that names the organization: `slug`, or the first column if it has the
/// identifiers of a scheme.
fn key_of(all: &mut [TableColumn]) -> Option<usize> {
    if let Some(key) = all.iter().position(|it| it.column == Column::Key) {
        return Some(key);
    }
    let first = all.iter().position(|it| it.column != Column::Ignored)?;
    let Column::Identifiers(scheme) = &all[first].column else { return None };
    all[first].column = Column::KeyIn(scheme.clone());
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<HeaderCell> {
        let cell = |(column, name): (usize, &&str)| HeaderCell { column, name: (*name).to_owned() };
        names.iter().enumerate().map(cell).collect()
    }

    #[test]
    fn every_key_of_a_profile_and_of_the_server_is_a_column() {
        for name in Organization::KEYS.iter().chain(&SERVER_KEYS) {
            assert!(Column::named(name).is_some(), "{name}");
        }
        for (name, column) in [
            ("Focus Areas", Some(Column::Value("focus_areas"))),
            ("VERIFIED-AT", Some(Column::Value("verified_at"))),
            ("us-ein", Some(Column::Identifiers("US-EIN".parse().unwrap()))),
            ("source_url", Some(Column::Source("url"))),
            ("outcomes", Some(Column::Fixed("outcomes"))),
            ("problem", Some(Column::Ignored)),
            ("Web site", None),
        ] {
            assert_eq!(Column::named(name), column, "{name}");
        }
    }

    #[test]
    fn a_table_names_its_organizations_by_slug_or_by_the_first_column() {
        for (names, expected) in [
            (&["slug", "name"][..], Ok(0)),
            (&["name", "slug"], Ok(1)),
            (&["US-EIN", "name"], Ok(0)),
            (&["problem", "US-EIN"], Ok(1)),
            (&["name", "US-EIN"], Err(ColumnsError::NoKey)),
            (&["name"], Err(ColumnsError::NoKey)),
        ] {
            let found = Columns::of(&header(names), None).map(|columns| columns.key);
            assert_eq!(found, expected, "{names:?}");
        }
    }

    #[test]
    fn unknown_and_repeated_headers_are_refused_by_name() {
        let error = Columns::of(&header(&["slug", "Web site", "Zodiac"]), None).unwrap_err();
        let expected = "these columns have no known name: `Web site` (column B; perhaps \
                        `website`), `Zodiac` (column C); map them, or rename them";
        assert_eq!(error.to_string(), expected);
        let ColumnsError::Unknown { proposed, .. } = error else { panic!("{error}") };
        let json =
            "{\n  \"slug\": \"slug\",\n  \"Web site\": \"website\",\n  \"Zodiac\": null\n}\n";
        assert_eq!(proposed.to_json(), json);
        assert!(Columns::of(&header(&["slug", "Web site", "Zodiac"]), Some(&proposed)).is_ok());

        let error = Columns::of(&header(&["slug", "founded", "Founded_"]), None).unwrap_err();
        assert!(error.to_string().contains("perhaps `founded`"), "{error}");
        let error = Columns::of(&header(&["slug", "us-ein", "US-EIN"]), None).unwrap_err();
        assert!(error.to_string().contains("`us-ein` and `US-EIN`"), "{error}");
    }
}
