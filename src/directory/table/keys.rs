//! The organizations that the rows of a table name: by slug, former slug or identifier.

use std::collections::{HashMap, HashSet};

use super::cell::{check_kind, mistake, normalized};
use super::columns::{Column, Columns};
use super::values::{identifier_in, identifier_named};
use crate::directory::export::cells::unescape_formulas;
use crate::domain::{Code, Identifier, IdentifierKey, Slug, Violation, abbreviate, nearest};
use crate::store::{StoreError, Writer};
use crate::tables::Row;

/// Maximum number of unknown keys for which the nearest slug is searched.
const MAX_SUGGESTIONS: usize = 20;

/// The organization of a row, with notices about its key, or the mistake in it.
pub type RowKey = Result<(Slug, Vec<String>), Violation>;

/// The key of a row as it was written, with its text and notices about it.
type WrittenKey = Result<(Written, String, Vec<String>), Violation>;

/// A key as it was written.
enum Written {
    Slug(Slug),
    Identifier(Identifier),
}

/// Resolves the key of each row.
///
/// # Errors
///
/// When the store fails.
pub fn resolve(
    writer: &mut Writer<'_>,
    rows: &[Row],
    columns: &Columns,
) -> Result<Vec<RowKey>, StoreError> {
    let read: Vec<WrittenKey> = rows.iter().map(|row| written(row, columns)).collect();
    let slugs: Vec<&Slug> = read
        .iter()
        .filter_map(|it| match it {
            Ok((Written::Slug(slug), ..)) => Some(slug),
            _ => None,
        })
        .collect();
    let taken = writer.slugs_taken(&slugs)?;
    let former: HashMap<Slug, Slug> = writer.former_owners(&slugs)?.into_iter().collect();
    let identifiers: Vec<Identifier> = read
        .iter()
        .filter_map(|it| match it {
            Ok((Written::Identifier(identifier), ..)) => Some(identifier.clone()),
            // A text such as `us-ein-541722887` has the form of both.
            Ok((Written::Slug(slug), ..)) if !taken.contains(slug) => {
                identifier_named(slug.as_str(), &mut Vec::new()).ok()
            }
            _ => None,
        })
        .collect();
    let owners: HashMap<IdentifierKey, Slug> =
        writer.identifier_owners(&identifiers.iter().collect::<Vec<_>>())?.into_iter().collect();

    let mut known = Known { taken, former, owners, all: None, searched: 0 };
    read.into_iter().map(|it| known.resolve(writer, it)).collect()
}

/// Reads the key of a row.
fn written(row: &Row, columns: &Columns) -> WrittenKey {
    let key = &columns.all[columns.key];
    let Some(cell) = row.cell(key.index) else {
        let message = "the row has no slug or identifier; write that of its organization";
        return Err(mistake(Code::MissingKey, message));
    };
    check_kind(cell, false)?;
    let text = unescape_formulas(&normalized(&cell.text));
    let mut notices = Vec::new();
    let written = match &key.column {
        Column::KeyIn(scheme) => {
            Written::Identifier(identifier_in(scheme.clone(), &text, &mut notices)?)
        }
        _ => match text.parse::<Slug>() {
            Ok(slug) => Written::Slug(slug),
            Err(_) => match identifier_named(&text, &mut notices) {
                Ok(identifier) => Written::Identifier(identifier),
                Err(violation) => {
                    let lower = text.to_lowercase().replace([' ', '_'], "-");
                    Written::Slug(lower.parse().map_err(|_| violation)?)
                }
            },
        },
    };
    Ok((written, text, notices))
}

/// The keys of a table that the directory has.
struct Known {
    taken: HashSet<Slug>,
    former: HashMap<Slug, Slug>,
    owners: HashMap<IdentifierKey, Slug>,
    /// The slugs of all organizations, read for the first unknown key.
    all: Option<Vec<Slug>>,
    /// Number of unknown keys for which a suggestion was searched.
    searched: usize,
}

impl Known {
    fn resolve(&mut self, writer: &mut Writer<'_>, read: WrittenKey) -> Result<RowKey, StoreError> {
        let (written, text, mut notices) = match read {
            Ok(read) => read,
            Err(violation) => return Ok(Err(violation)),
        };
        let found = match &written {
            Written::Slug(slug) if self.taken.contains(slug) => Some(slug.clone()),
            Written::Slug(slug) => match self.former.get(slug) {
                Some(owner) => {
                    notices.push(format!("`{slug}` is a former slug of `{owner}`"));
                    Some(owner.clone())
                }
                None => identifier_named(slug.as_str(), &mut Vec::new())
                    .ok()
                    .and_then(|identifier| self.owners.get(&identifier.key()).cloned()),
            },
            Written::Identifier(identifier) => self.owners.get(&identifier.key()).cloned(),
        };
        match found {
            Some(slug) => Ok(Ok((slug, notices))),
            None => Ok(Err(self.unknown(writer, &text)?)),
        }
    }

    fn unknown(&mut self, writer: &mut Writer<'_>, text: &str) -> Result<Violation, StoreError> {
        let message = format!(
            "the directory has no organization `{}`; a table cannot add one, because a profile \
             needs a framing and a method with sources: add it with the form or as JSON",
            abbreviate(text)
        );
        let violation = mistake(Code::UnknownOrganization, message);
        self.searched += 1;
        if self.searched > MAX_SUGGESTIONS {
            return Ok(violation);
        }
        if self.all.is_none() {
            self.all = Some(writer.listed_organizations()?);
        }
        let wanted = text.to_lowercase().replace([' ', '_'], "-");
        let all = self.all.iter().flatten().map(Slug::as_str);
        let near = nearest(&wanted, all).map(str::to_owned);
        Ok(violation.with_suggestion(near))
    }
}
