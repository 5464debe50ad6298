//! The versions of a profile, and what changed from one to the next.

mod difference;
mod outline;

use askama::Template;

use self::difference::{Difference, differences};
use super::{Frame, SiteError};
use crate::catalog::Entry;
use crate::directory::{PastRevision, RevisionPage, RevisionSummary};
use crate::domain::{Keyword, Node};

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage<'p> {
    frame: Frame,
    name: &'p str,
    slug: &'p str,
    revisions: &'p [RevisionSummary],
    /// The numbers of the versions of this page that cannot be shown.
    damaged: &'p [i32],
    page: usize,
    pages: usize,
}

/// One page of the versions of a profile, the newest first.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn history(
    frame: Frame,
    entry: &Entry<'_>,
    history: &RevisionPage,
    (page, pages): (usize, usize),
) -> Result<String, SiteError> {
    let (name, slug) = (entry.name(), entry.slug());
    let (revisions, damaged) = (&history.revisions, &history.damaged);
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
    /// The version before it is damaged, so that the differences are not known.
    follows_damage: bool,
}

/// One version: who made it, when, and what it changed.
///
/// # Errors
///
/// When what is stored is no JSON.
pub fn revision(
    frame: Frame,
    entry: &Entry<'_>,
    revision: &PastRevision,
) -> Result<String, SiteError> {
    let newer: Node<'_> = serde_json::from_str(&revision.document)?;
    // The first version has everything: the profile itself shows it better.
    let differences = match revision.before() {
        Some(before) => differences(&serde_json::from_str(before)?, &newer),
        None => Vec::new(),
    };
    let page = VersionPage {
        frame,
        name: entry.name(),
        slug: entry.slug(),
        summary: &revision.summary,
        newest: entry.revision(),
        differences,
        follows_damage: revision.follows_damage(),
    };
    Ok(page.render()?)
}

/// Who made a version, in words: keys have names that somebody chose.
fn author(author: &str) -> String {
    match author.split_once(':') {
        Some(("command", command)) => format!("the command `{command}`"),
        Some(("key", key)) => format!("the key `{key}`"),
        _ => author.to_owned(),
    }
}
