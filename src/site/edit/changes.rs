//! `/edit/changed` and `/edit/mine`: changes, the newest first.

use askama::Template;

use super::{EditFrame, Tab};
use crate::directory::{Change, Changes};
use crate::domain::SubjectKind;
use crate::site::{Frame, SiteError, display};

#[derive(Template)]
#[template(path = "edit/changes.html")]
struct ChangesTemplate<'p> {
    frame: EditFrame,
    tab: Tab,
    changes: Vec<&'p Change>,
    /// The numbers of damaged changes on this page, which cannot be shown.
    damaged: &'p [i64],
    /// The URL of the next page.
    older: Option<String>,
    is_first: bool,
}

/// A page of changes, which come the newest first; one more than `shown` says that there are older
/// ones.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn changes(
    frame: EditFrame,
    tab: Tab,
    found: &Changes,
    shown: usize,
    is_later: bool,
) -> Result<String, SiteError> {
    let all = found.changes.len() + found.damaged.len();
    let changes: Vec<&Change> = found.changes.iter().take(shown).map(AsRef::as_ref).collect();
    let last = changes.last().map(|change| change.revision.change);
    let older = last.filter(|_| all > shown);
    let page = ChangesTemplate {
        frame: frame.titled(tab.name()),
        tab,
        changes,
        damaged: &found.damaged,
        older: older.map(|last| format!("{}?before={last}", tab.path())),
        is_first: !is_later,
    };
    Ok(page.render()?)
}

/// The URL of the page of a change: the version of the profile, or the term.
fn page_of(change: &Change) -> String {
    let (slug, number) = (&change.slug, change.revision.revision);
    match change.subject {
        SubjectKind::Organization => format!("/organizations/{slug}/history/{number}"),
        SubjectKind::Term(scheme) => format!("{}/{slug}", scheme.path()),
    }
}

fn is_of_organization(change: &Change) -> bool {
    change.subject == SubjectKind::Organization
}
