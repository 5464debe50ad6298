//! `/edit/organizations/{key}/restore/{n}`: makes an earlier version the newest again.

use askama::Template;

use super::EditFrame;
use crate::catalog::Entry;
use crate::directory::PastRevision;
use crate::site::history::difference::{Difference, differences};
use crate::site::{Frame, SiteError, display};

/// A version to restore, and the present one.
pub struct Restoration<'p> {
    pub wanted: &'p PastRevision,
    pub newest: &'p PastRevision,
    pub note: &'p str,
    /// Whether the profile was changed since the page was opened.
    pub is_stale: bool,
    /// Why the version cannot be restored.
    pub refusals: &'p [String],
}

#[derive(Template)]
#[template(path = "edit/restore.html")]
struct RestoreTemplate<'p> {
    frame: EditFrame,
    name: &'p str,
    slug: &'p str,
    number: i32,
    newest: i32,
    day: String,
    differences: Vec<Difference>,
    note: &'p str,
    is_stale: bool,
    refusals: &'p [String],
}

/// The difference of a version from the present one, and the form that restores it.
///
/// # Errors
///
/// If a stored document cannot be read.
pub fn restore(
    frame: EditFrame,
    entry: &Entry<'_>,
    restoration: &Restoration<'_>,
) -> Result<String, SiteError> {
    let &Restoration { wanted, newest, note, is_stale, refusals } = restoration;
    let number = wanted.summary.revision;
    let present = serde_json::from_str(&newest.document)?;
    let page = RestoreTemplate {
        frame: frame.titled(format!("Restore version {number} of {}", entry.name())),
        name: entry.name(),
        slug: entry.slug(),
        number,
        newest: newest.summary.revision,
        day: display::day(wanted.summary.at),
        differences: differences(&present, &serde_json::from_str(&wanted.document)?),
        note,
        is_stale,
        refusals,
    };
    Ok(page.render()?)
}
