//! `/edit/imports`: the list of loads and imports, and the page that reverts one.

use askama::Template;
use jiff::Timestamp;

use super::EditFrame;
use crate::directory::RevertError;
use crate::domain::{AUTHOR_PREFIX, Import};
use crate::site::{Frame, SiteError, display};

/// An import as the pages show it.
struct ImportEntry {
    id: String,
    source: String,
    time: String,
    /// Each fact with its label.
    facts: Vec<(&'static str, String)>,
    can_be_reverted: bool,
}

#[derive(Template)]
#[template(path = "edit/imports.html")]
struct ImportsTemplate {
    frame: EditFrame,
    /// The source of the import that was just reverted.
    reverted: Option<String>,
    imports: Vec<ImportEntry>,
    /// Whether earlier imports are left out.
    is_cut: bool,
}

#[derive(Template)]
#[template(path = "edit/revert_import.html")]
struct RevertTemplate {
    frame: EditFrame,
    import: ImportEntry,
    refusal: Option<&'static str>,
    /// The first documents that were edited since, each with what happened.
    conflicts: Vec<(String, String)>,
    /// The number of further conflicts.
    more: usize,
}

impl ImportEntry {
    fn new(import: &Import) -> Self {
        let changes = usize::try_from(import.last_change - import.first_change + 1).unwrap_or(0);
        let time = minute(import.at);
        let mut facts = vec![
            ("By", author(&import.author)),
            ("Time (UTC)", time.clone()),
            ("Changes", display::with_commas(changes)),
        ];
        if import.reverted_by.is_some() {
            facts.push(("State", "reverted".to_owned()));
        }
        Self {
            id: import.id.clone(),
            source: import.source.clone(),
            time,
            facts,
            can_be_reverted: import.reverted_by.is_none(),
        }
    }
}

/// The author of an import, in words.
fn author(author: &str) -> String {
    match author.strip_prefix(AUTHOR_PREFIX) {
        Some(key) => key.to_owned(),
        None => "the operator of this server".to_owned(),
    }
}

fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The list of the newest imports. `reverted` is the id of one that was just reverted.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn imports(
    frame: EditFrame,
    imports: &[Import],
    is_cut: bool,
    reverted: Option<&str>,
) -> Result<String, SiteError> {
    let imports: Vec<ImportEntry> = imports.iter().map(ImportEntry::new).collect();
    let reverted = imports
        .iter()
        .find(|import| Some(import.id.as_str()) == reverted && !import.can_be_reverted)
        .map(|import| import.source.clone());
    let frame = frame.titled("Imports");
    Ok(ImportsTemplate { frame, reverted, imports, is_cut }.render()?)
}

/// The page on which an admin confirms that an import is to be reverted; `refused` says why it was
/// not.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn revert_import(
    frame: EditFrame,
    import: &Import,
    refused: Option<&RevertError>,
) -> Result<String, SiteError> {
    let (refusal, conflicts, more) = match refused {
        None => (None, Vec::new(), 0),
        Some(RevertError::Conflicts { count, first }) => {
            let named = first.iter().map(|(slug, why)| (slug.to_string(), why.clone())).collect();
            let refusal = "Something that it wrote was changed since. Edit these by hand.";
            (Some(refusal), named, count - first.len())
        }
        Some(_) => (Some("It was reverted already."), Vec::new(), 0),
    };
    let import = ImportEntry::new(import);
    let frame = frame.titled("Revert an import");
    Ok(RevertTemplate { frame, import, refusal, conflicts, more }.render()?)
}
