//! The pages about the directory itself: `/about` and `/safety`.

use askama::Template;

use super::terms::first_by_name;
use super::vocabularies::vocabulary_pages;
use super::{Frame, SiteError, display};
use crate::catalog::{Filter, Snapshot};

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'s> {
    frame: Frame,
    organizations: usize,
    /// The coverage of sources, in words.
    coverage: String,
    /// The path and title of each vocabulary.
    vocabularies: Vec<(&'static str, &'static str)>,
    change: i64,
    updated: String,
    /// The URL for corrections, if the operator configured one.
    contact: Option<&'s str>,
}

/// The page about the data: its origin, licence, downloads, and how to correct it.
///
/// # Errors
///
/// If the index cannot be read.
pub fn about(
    frame: Frame,
    snapshot: &Snapshot,
    contact: Option<&str>,
) -> Result<String, SiteError> {
    let position = snapshot.position();
    let all = Filter::default();
    let frame = frame.titled("About").described(
        "Who runs this directory, how organizations are chosen, the licence of its data, and how to correct a profile.",
    );
    let page = AboutPage {
        frame,
        organizations: snapshot.organization_count(),
        coverage: display::coverage(snapshot.select(&first_by_name(&all))?.source_coverage()),
        vocabularies: vocabulary_pages(),
        change: position.change,
        updated: display::day(position.updated_at),
        contact,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "safety.html")]
struct SafetyPage {
    frame: Frame,
}

/// The page for visitors at risk: how to read the site safely, and what it cannot protect from.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn safety(frame: Frame) -> Result<String, SiteError> {
    let frame = frame.titled("Reading this site safely").described(
        "What the exit button does and does not do, and how to read this site without leaving traces.",
    );
    Ok(SafetyPage { frame }.render()?)
}
