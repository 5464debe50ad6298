//! The pages of a profile's history: the list of versions, and the changes of each version.

mod difference;
mod outline;

use askama::Template;

use self::difference::{Difference, differences};
use super::{Frame, SiteError};
use crate::catalog::Entry;
use crate::directory::{PastRevision, RevisionPage, RevisionSummary};
use crate::domain::{Keyword, Node, RedactionRecord};
use crate::site::display;

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage<'p> {
    frame: Frame,
    name: &'p str,
    slug: &'p str,
    revisions: &'p [RevisionSummary],
    /// The numbers of damaged versions on this page, which cannot be shown.
    damaged: &'p [i32],
    page: usize,
    pages: usize,
}

/// A page of the list of versions of a profile, newest first.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn history(
    frame: Frame,
    entry: &Entry<'_>,
    history: &RevisionPage,
    (page, pages): (usize, usize),
) -> Result<String, SiteError> {
    let (name, slug) = (entry.name(), entry.slug());
    let (revisions, damaged) = (&history.revisions, &history.damaged);
    let frame = frame.titled(format!("{name}: all versions"));
    Ok(HistoryPage { frame, name, slug, revisions, damaged, page, pages }.render()?)
}

#[derive(Template)]
#[template(path = "revision.html")]
struct VersionPage<'p> {
    frame: Frame,
    name: &'p str,
    slug: &'p str,
    summary: &'p RevisionSummary,
    /// The number of the newest version.
    newest: i32,
    differences: Vec<Difference>,
    /// Whether the previous version is damaged, so that the differences are unknown.
    follows_damage: bool,
}

/// The page of one version: its author, time and changes.
///
/// # Errors
///
/// If the stored document is not JSON.
pub fn revision(
    frame: Frame,
    entry: &Entry<'_>,
    revision: &PastRevision,
) -> Result<String, SiteError> {
    let newer: Node<'_> = serde_json::from_str(&revision.document)?;
    // In the first version everything is new; the profile page shows that better than a diff.
    let differences = match revision.before() {
        Some(before) => differences(&serde_json::from_str(before)?, &newer),
        None => Vec::new(),
    };
    let title = format!("{}, version {}", entry.name(), revision.summary.revision);
    let page = VersionPage {
        frame: frame.titled(title),
        name: entry.name(),
        slug: entry.slug(),
        summary: &revision.summary,
        newest: entry.revision(),
        differences,
        follows_damage: revision.follows_damage(),
    };
    Ok(page.render()?)
}

/// A redaction, as a sentence: what, when and why.
fn redaction(record: &RedactionRecord) -> String {
    let what = match record.pointer.as_str() {
        "" => "The whole profile".to_owned(),
        RedactionRecord::NOTE => "The note".to_owned(),
        pointer => {
            let key = pointer.split('/').nth(1).unwrap_or_default();
            format!("A text of “{}”", display::key_name(key))
        }
    };
    format!("{what} was redacted on {}: “{}”", display::day(record.at), record.reason)
}

/// The author of a version, in words.
fn author(author: &str) -> String {
    match author.split_once(':') {
        Some(("command", command)) => format!("the command `{command}`"),
        Some(("key", key)) => format!("the key `{key}`"),
        _ => author.to_owned(),
    }
}
