//! The pages of a profile's history: the list of versions, and the changes of each version.

pub mod difference;
mod outline;

use askama::Template;

pub use self::difference::{Difference, differences};
pub use self::outline::outline;

use super::profile::past_profile;
use super::{Frame, SiteError};
use crate::catalog::{Entry, Snapshot};
use crate::directory::{PastRevision, RevisionPage, RevisionSummary};
use crate::domain::{ChangeKind, Keyword, Node, RedactionRecord};
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
    let frame = frame.titled(format!("{name}: all versions")).described(format!(
        "All versions of the profile of {name}, and what each of them changed."
    ));
    let (revisions, damaged) = (&history.revisions, &history.damaged);
    Ok(HistoryPage { frame, name, slug, revisions, damaged, page, pages }.render()?)
}

/// One version of a profile, and what it changed.
pub struct Version<'p> {
    pub summary: &'p RevisionSummary,
    /// The number of the newest version.
    pub newest: i32,
    pub differences: Vec<Difference>,
    /// Whether the previous version is damaged, so that the differences are unknown.
    pub follows_damage: bool,
}

impl<'p> Version<'p> {
    fn of(entry: &Entry<'_>, revision: &'p PastRevision) -> Result<Self, SiteError> {
        let newer: Node<'_> = serde_json::from_str(&revision.document)?;
        // In the first version everything is new; the profile shows that better than a diff.
        let differences = match revision.before() {
            Some(before) => differences(&serde_json::from_str(before)?, &newer),
            None => Vec::new(),
        };
        let (summary, newest) = (&revision.summary, entry.revision());
        Ok(Self { summary, newest, differences, follows_damage: revision.follows_damage() })
    }

    /// The frame of the page. Search engines should find the current profile, not an old version.
    pub fn framed(&self, frame: Frame, name: &str) -> Frame {
        let number = self.summary.revision;
        Frame { is_unlisted: true, ..frame }.titled(format!("{name}, version {number}"))
    }

    /// The day of the version.
    pub fn day(&self) -> String {
        display::day(self.summary.at)
    }
}

#[derive(Template)]
#[template(path = "revision.html")]
struct ChangesPage<'p> {
    frame: Frame,
    name: &'p str,
    slug: &'p str,
    version: Version<'p>,
}

/// The page of one version: the whole profile as it was, with the author and the changes of the
/// version. The page of a withdrawn organization has only the changes.
///
/// # Errors
///
/// If the stored document cannot be read.
pub fn revision(
    frame: Frame,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
    revision: &PastRevision,
    contact: Option<&str>,
) -> Result<String, SiteError> {
    let version = Version::of(entry, revision)?;
    if entry.withdrawal().is_none() {
        return past_profile(frame, snapshot, entry, &revision.document, version, contact);
    }
    let frame = version.framed(frame, entry.name());
    Ok(ChangesPage { frame, name: entry.name(), slug: entry.slug(), version }.render()?)
}

/// How and by whom a version was made: `Updated by curators`.
pub fn origin(summary: &RevisionSummary) -> String {
    match (summary.author.split_once(':'), summary.kind) {
        (Some(("command", "serve")), ChangeKind::Created) => "Loaded at the first start".to_owned(),
        (author, kind) => {
            let author = match author {
                Some(("key", key)) => key,
                Some(("command", _)) => "the operator of this server",
                _ => summary.author.as_str(),
            };
            format!("{} by {author}", display::capitalized(kind.as_str()))
        }
    }
}

/// A redaction, as a sentence: what, when and why.
pub fn redaction(record: &RedactionRecord) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_a_version_names_no_key_and_no_command() {
        for (author, kind, expected) in [
            ("command:serve", ChangeKind::Created, "Loaded at the first start"),
            ("key:curators", ChangeKind::Updated, "Updated by curators"),
            ("command:load", ChangeKind::Updated, "Updated by the operator of this server"),
        ] {
            let at = "2026-11-28T12:00:00Z".parse().unwrap();
            let summary = RevisionSummary {
                revision: 1,
                change: 1,
                kind,
                at,
                author: author.to_owned(),
                note: None,
                changed: Vec::new(),
                redacted: Vec::new(),
                modified_at: at,
            };
            assert_eq!(origin(&summary), expected);
        }
    }
}
