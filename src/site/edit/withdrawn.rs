//! `/edit/withdrawn`: the withdrawn organizations.

use askama::Template;

use super::{EditFrame, Tab};
use crate::catalog::{Entry, Selection, Snapshot};
use crate::site::{Frame, SiteError, display};

#[derive(Template)]
#[template(path = "edit/withdrawn.html")]
struct WithdrawnTemplate<'p> {
    frame: EditFrame,
    tab: Tab,
    snapshot: &'p Snapshot,
    entries: &'p [Entry<'p>],
    total: usize,
    page: usize,
    pages: usize,
}

/// A page of the withdrawn organizations, the last one first.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn withdrawn(
    frame: EditFrame,
    snapshot: &Snapshot,
    selection: &Selection<'_>,
    (page, pages): (usize, usize),
) -> Result<String, SiteError> {
    let (tab, frame) = (Tab::Withdrawn, frame.titled(Tab::Withdrawn.name()));
    let (entries, total) = (selection.page.entries.as_slice(), selection.total);
    Ok(WithdrawnTemplate { frame, tab, snapshot, entries, total, page, pages }.render()?)
}

/// The name of the organization with a slug; the slug if there is none any more.
fn name_of(snapshot: &Snapshot, slug: &str) -> String {
    let entry = snapshot.organization_with_slug(slug);
    entry.map_or_else(|| slug.to_owned(), |entry| entry.name().to_owned())
}

/// The version before the withdrawal, if the withdrawal is not the first.
pub fn before_withdrawal(entry: &Entry<'_>) -> Option<i32> {
    Some(entry.revision() - 1).filter(|number| *number > 0)
}
