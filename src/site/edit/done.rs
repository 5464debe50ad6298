//! `/edit/organizations/{key}/done`: the page after a change of a profile.

use askama::Template;

use super::EditFrame;
use crate::catalog::Entry;
use crate::directory::RevisionSummary;
use crate::site::history::origin;
use crate::site::{Frame, SiteError, display};

#[derive(Template)]
#[template(path = "edit/done.html")]
struct DoneTemplate<'p> {
    frame: EditFrame,
    name: &'p str,
    slug: &'p str,
    revision: i32,
    origin: String,
    day: String,
    note: Option<&'p str>,
    is_withdrawn: bool,
}

/// The page after a change of a profile, which names its newest version.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn done(
    frame: EditFrame,
    entry: &Entry<'_>,
    newest: &RevisionSummary,
) -> Result<String, SiteError> {
    let page = DoneTemplate {
        frame: frame.titled(format!("{} was saved", entry.name())),
        name: entry.name(),
        slug: entry.slug(),
        revision: newest.revision,
        origin: origin(newest),
        day: display::day(newest.at),
        note: newest.note.as_deref(),
        is_withdrawn: entry.withdrawal().is_some(),
    };
    Ok(page.render()?)
}
