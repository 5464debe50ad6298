//! The page that says why a profile was not verified, and asks again.

use askama::Template;

use super::EditFrame;
use super::review::Review;
use crate::catalog::{DueLimits, Entry, Snapshot};
use crate::domain::Date;
use crate::site::{Frame, SiteError};

/// Why a profile was not verified.
pub enum Unverified {
    /// The note breaks a rule.
    Note(String),
    /// The profile has changed since the editor saw it.
    Stale,
    /// The profile breaks rules that came after it: what each says.
    Rules(Vec<String>),
}

#[derive(Template)]
#[template(path = "edit/unverified.html")]
struct UnverifiedTemplate<'p> {
    frame: EditFrame,
    review: Review<'p>,
    /// The note as it was typed.
    note: &'p str,
    dates_sources: bool,
    why: &'p Unverified,
}

/// The page of a profile that was not verified, with the note and the choice of the form as they were
/// sent.
///
/// # Errors
///
/// If the profile cannot be read.
pub fn unverified(
    frame: EditFrame,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
    (note, dates_sources): (&str, bool),
    why: &Unverified,
) -> Result<String, SiteError> {
    // The page names no reasons, so the day does not matter.
    let limits = DueLimits::on(Date::of(entry.updated_at()));
    let review = Review::new(snapshot, *entry, &[], &limits)?;
    let frame = frame.titled(format!("Not yet verified: {}", entry.name()));
    Ok(UnverifiedTemplate { frame, review, note, dates_sources, why }.render()?)
}
