//! Pages that say something of the directory itself.

use askama::Template;

use super::{Frame, SiteError, words};
use crate::catalog::Snapshot;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'s> {
    frame: Frame,
    organizations: usize,
    change: i64,
    updated: String,
    /// Where corrections are sent, if whoever runs the server says so.
    contact: Option<&'s str>,
}

/// What the data is, how to have it, and how to correct it.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn about(
    frame: Frame,
    snapshot: &Snapshot,
    contact: Option<&str>,
) -> Result<String, SiteError> {
    let position = snapshot.position();
    let page = AboutPage {
        frame,
        organizations: snapshot.organization_count(),
        change: position.change,
        updated: words::day(position.updated_at),
        contact,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "safety.html")]
struct SafetyPage {
    frame: Frame,
}

/// What a visitor at risk should know of this site, and what it cannot do.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn safety(frame: Frame) -> Result<String, SiteError> {
    Ok(SafetyPage { frame }.render()?)
}
