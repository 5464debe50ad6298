//! The pages about the directory itself: `/about`, `/accessibility` and `/safety`.

use askama::Template;

use super::terms::first_by_name;
use super::vocabularies::vocabulary_pages;
use super::{Frame, PublishedDataset, SiteError, display};
use crate::catalog::{Filter, Snapshot};

/// The name and contact of the operator of this server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Publisher<'s> {
    /// A name.
    pub operator: Option<&'s str>,
    /// The URL for corrections and questions: a web or `mailto:` URL.
    pub contact: Option<&'s str>,
}

impl Publisher<'_> {
    /// The contact as a visitor reads it: an e-mail address, or a URL.
    pub fn contact_name(&self) -> &str {
        let contact = self.contact.unwrap_or_default();
        let contact = contact.strip_prefix("mailto:").unwrap_or(contact);
        contact.split('?').next().unwrap_or_default()
    }
}

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
    publisher: Publisher<'s>,
    json_ld: String,
}

/// The page about the data: its origin, licence, downloads, and how to correct it.
///
/// # Errors
///
/// If the index cannot be read.
pub fn about(
    frame: Frame,
    snapshot: &Snapshot,
    publisher: Publisher<'_>,
    dataset: &PublishedDataset,
) -> Result<String, SiteError> {
    let position = snapshot.position();
    let all = Filter::default();
    let listed = snapshot.select(&first_by_name(&all))?;
    let frame = frame.titled("About").described(
        "Who runs this directory, how organizations are chosen, the licence of its data, and how to correct a profile.",
    );
    let json_ld = dataset.json_ld_for_script(&frame.base);
    let page = AboutPage {
        frame,
        organizations: listed.total,
        coverage: display::coverage(listed.source_coverage()),
        vocabularies: vocabulary_pages(),
        change: position.change,
        updated: display::day(position.updated_at),
        publisher,
        json_ld,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage<'s> {
    frame: Frame,
    publisher: Publisher<'s>,
}

/// The accessibility statement.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn accessibility(frame: Frame, publisher: Publisher<'_>) -> Result<String, SiteError> {
    let frame = frame.titled("Accessibility").described(
        "What people with disabilities can rely on here, how it is tested, and what does not work well yet.",
    );
    Ok(AccessibilityPage { frame, publisher }.render()?)
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
