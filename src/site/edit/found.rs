//! `/edit/search`: the organizations that match a query.

use askama::Template;

use super::EditFrame;
use super::withdrawn::before_withdrawal;
use crate::catalog::{Entry, Selection};
use crate::domain::Date;
use crate::site::{Frame, SiteError, capitalized, display};

#[derive(Template)]
#[template(path = "edit/found.html")]
struct FoundTemplate<'p> {
    frame: EditFrame,
    /// The query as it was typed.
    query: &'p str,
    /// Why the query cannot be searched for.
    mistake: Option<&'p str>,
    entries: &'p [Entry<'p>],
    total: usize,
    page: usize,
    pages: usize,
}

/// A page of the organizations that match a query.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn found(
    frame: EditFrame,
    query: &str,
    selection: &Selection<'_>,
    (page, pages): (usize, usize),
) -> Result<String, SiteError> {
    let frame = frame.titled("Search for an organization to edit");
    let (entries, total) = (selection.page.entries.as_slice(), selection.total);
    Ok(FoundTemplate { frame, query, mistake: None, entries, total, page, pages }.render()?)
}

/// The page for a query that cannot be searched for.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn refused_search(frame: EditFrame, query: &str, mistake: &str) -> Result<String, SiteError> {
    let frame = frame.titled("Search for an organization to edit");
    let (mistake, entries) = (Some(mistake), [].as_slice());
    let page = FoundTemplate { frame, query, mistake, entries, total: 0, page: 1, pages: 0 };
    Ok(page.render()?)
}

/// The status of an organization and its last verification: `Inactive, never checked`.
fn state(entry: &Entry<'_>) -> String {
    let verified = entry.verified_at().and_then(Date::from_days_since_epoch);
    let verified = match verified {
        Some(day) => format!("last checked on {}", display::date(&day)),
        None => "never checked".to_owned(),
    };
    capitalized(&match entry.status() {
        "active" => verified,
        "unknown" => format!("not known whether it still works, {verified}"),
        status => format!("{status}, {verified}"),
    })
}
