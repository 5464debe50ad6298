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
    is_unchanged: bool,
}

/// The page after a change of a profile, which names its newest version. With `is_unchanged`, the
/// profile already was like this, so that there is no new one.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn done(
    frame: EditFrame,
    entry: &Entry<'_>,
    newest: &RevisionSummary,
    is_unchanged: bool,
) -> Result<String, SiteError> {
    let happened = if is_unchanged { "did not change" } else { "was saved" };
    let page = DoneTemplate {
        frame: frame.titled(format!("{} {happened}", entry.name())),
        name: entry.name(),
        slug: entry.slug(),
        revision: newest.revision,
        origin: origin(newest),
        day: display::day(newest.at),
        note: newest.note.as_deref(),
        is_withdrawn: entry.withdrawal().is_some(),
        is_unchanged,
    };
    Ok(page.render()?)
}
