//! `/edit/organizations/{key}/history`: the versions of a profile, each of which can be restored.

use askama::Template;

use super::EditFrame;
use crate::catalog::Entry;
use crate::directory::{RevisionPage, RevisionSummary};
use crate::site::history::origin;
use crate::site::{Frame, SiteError, display};

#[derive(Template)]
#[template(path = "edit/history.html")]
struct HistoryTemplate<'p> {
    frame: EditFrame,
    name: &'p str,
    slug: &'p str,
    /// The number of the newest version.
    newest: i32,
    is_withdrawn: bool,
    revisions: &'p [RevisionSummary],
    /// The numbers of damaged versions on this page, which cannot be shown.
    damaged: &'p [i32],
    page: usize,
    pages: usize,
}

/// A page of the versions of a profile, the newest first.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn history(
    frame: EditFrame,
    entry: &Entry<'_>,
    found: &RevisionPage,
    (page, pages): (usize, usize),
) -> Result<String, SiteError> {
    let template = HistoryTemplate {
        frame: frame.titled(format!("Versions of {}", entry.name())),
        name: entry.name(),
        slug: entry.slug(),
        newest: entry.revision(),
        is_withdrawn: entry.withdrawal().is_some(),
        revisions: &found.revisions,
        damaged: &found.damaged,
        page,
        pages,
    };
    Ok(template.render()?)
}
