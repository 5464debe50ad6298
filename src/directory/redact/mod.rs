//! Redacting: taking a text out of the revisions of an organization, for ever.
//!
//! Editing keeps the old text in the history. A redaction rewrites the revisions themselves, says in
//! each of them what was redacted and why, and makes one more revision, so that followers learn of
//! it. Reverting an import or restoring a revision writes former documents, and these no longer have
//! the text.

mod drafts;
mod remaining;
mod revisions;

use serde::Serialize;
use utoipa::ToSchema;

use super::Directory;
use super::documents::parse_stored;
use super::editing::{EditError, current_state};
use crate::domain::{
    Author, Brief, Code, Organization, OrganizationState, Pointer, Redaction, RedactionRecord,
    RevisionRedactions, Slug, Status, ValuePointer, Violation, Withdrawal,
};
use crate::store::{Publication, Store, StoreError, Writer};
use drafts::{Written, redact_drafts};
use remaining::{RemainingText, remaining};
use revisions::{Edits, keys};

/// The kinds of copies that a redaction cannot reach.
pub const NOT_REACHED: [&str; 6] = [
    "backups of the database, and snapshots of its disk, that were made before",
    "exports and datasets that were made before",
    "the write-ahead log of PostgreSQL and its archive, until PostgreSQL removes them, and standbys \
     that do not follow any more",
    "caches of readers and of proxies, until they ask again",
    "search engines and web archives",
    "logs of requests, if the text was part of a URL",
];

/// The result of a redaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RedactionReport)]
pub struct RedactionReport {
    pub slug: Slug,
    /// The revisions in which something was redacted.
    #[schema(example = json!([1, 2]))]
    pub redacted: Vec<i32>,
    /// Places in the other revisions, or elsewhere in these, where a redacted text still is, also in
    /// the revision that announces the redaction. At most 100.
    pub remaining: Vec<RemainingText>,
    /// The number of the change that the redaction made; with a dry run, of the last change.
    #[schema(example = 92, minimum = 0)]
    pub change: i64,
    /// The kinds of copies that a redaction cannot reach.
    pub not_reached: Vec<&'static str>,
}

/// Why nothing was redacted. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum RedactError {
    #[error("no organization has the slug `{0}`")]
    Unknown(Slug),
    #[error("its slug is now `{0}`")]
    Moved(Slug),
    /// The mistakes of the redaction. The pointers are those of its keys.
    #[error("{}", messages(.0))]
    Rejected(Vec<Violation>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RedactError {
    /// Whether everything that was asked for had been redacted before.
    pub fn is_repeated(&self) -> bool {
        matches!(self, Self::Rejected(found) if !found.is_empty()
            && found.iter().all(|it| it.code == Code::AlreadyRedacted))
    }
}

fn messages(violations: &[Violation]) -> String {
    let messages: Vec<&str> = violations.iter().map(|it| it.message.as_str()).collect();
    messages.join("; ")
}

/// Redacts a value, or everything, in revisions of the organization with a slug. A dry run reports
/// the same and changes nothing.
///
/// The text may remain in the files of the database until [`Store::purge`] was called.
///
/// # Errors
///
/// When there is no such organization, revision or value, the value cannot go, or it was redacted
/// before.
pub fn redact(
    store: &Store,
    slug: &Slug,
    redaction: &Redaction,
    author: &Author,
    dry_run: bool,
) -> Result<RedactionReport, RedactError> {
    let author = Author { note: Some(redaction.reason.to_string()), ..author.clone() };
    let written = store.write(&author, |writer| {
        let report = write(writer, slug, redaction)?;
        if dry_run { Err(Halt::DryRun(report)) } else { Ok(report) }
    });
    match written {
        Ok(report) => Ok(report),
        Err(Halt::DryRun(report)) => {
            Ok(RedactionReport { change: store.position()?.change, ..report })
        }
        Err(Halt::Failed(err)) => Err(err),
    }
}

impl Directory {
    /// Redacts like [`redact`], and wakes the follower.
    ///
    /// # Errors
    ///
    /// Those of [`redact`].
    pub fn redact(
        &self,
        slug: &Slug,
        redaction: &Redaction,
        author: &Author,
        dry_run: bool,
    ) -> Result<RedactionReport, RedactError> {
        let report = redact(&self.store, slug, redaction, author, dry_run)?;
        self.follower.wake();
        Ok(report)
    }
}

/// Why the transaction is rolled back.
enum Halt {
    DryRun(RedactionReport),
    Failed(RedactError),
}

impl From<StoreError> for Halt {
    fn from(err: StoreError) -> Self {
        Self::Failed(err.into())
    }
}

impl From<RedactError> for Halt {
    fn from(err: RedactError) -> Self {
        Self::Failed(err)
    }
}

fn write(
    writer: &mut Writer<'_>,
    slug: &Slug,
    redaction: &Redaction,
) -> Result<RedactionReport, RedactError> {
    let current = current_state(writer, slug).map_err(|err| match err {
        EditError::Moved(owner) => RedactError::Moved(owner),
        EditError::Store(err) => err.into(),
        _ => RedactError::Unknown(slug.clone()),
    })?;
    let mut found = redaction.violations();
    found.extend(request_violations(&current, redaction));
    if !found.is_empty() {
        return Err(RedactError::Rejected(found));
    }
    let revisions = writer.all_revisions(&current.id)?;
    let at = writer.time()?;
    let edits = Edits::of(&revisions, redaction, at)?;
    let rewritten = edits.rewritten(&revisions, at)?;
    writer.rewrite(&rewritten)?;
    publish(writer, &current, redaction, &edits)?;
    let redacted = revisions.iter().zip(&edits.all).filter(|(_, edit)| !edit.records.is_empty());
    let redacted = redacted.map(|(revision, _)| revision.number).collect();
    let remaining = remaining(&writer.all_revisions(&current.id)?, &edits.removed)?;
    let change = writer.last_change();
    let slug = current.slug;
    Ok(RedactionReport { slug, redacted, remaining, change, not_reached: NOT_REACHED.to_vec() })
}

/// Rules about the organization and its revisions.
fn request_violations(current: &OrganizationState, redaction: &Redaction) -> Vec<Violation> {
    let mut found = Vec::new();
    let last = current.revision;
    if let Some(wanted) = redaction.revisions.last().filter(|wanted| *wanted > last) {
        let message = format!("there is no revision {wanted}; the revisions are 1 to {last}");
        let at = Pointer::Root.key("revisions");
        found.push(Violation::new(&at, Code::UnknownValue, message));
    }
    let refused = match redaction.pointer.as_ref().map(ValuePointer::as_str) {
        Some("/slug") => Some("the slug cannot be redacted, because links name it; rename it"),
        Some("/status") => Some("the status cannot be redacted; it is a word from a closed list"),
        Some("/name") if current.status != Status::Withdrawn && redaction.replacement.is_none() => {
            Some(
                "the directory shows this organization, so its name cannot go; give another in \
                 `replacement`, or withdraw the organization first",
            )
        }
        _ => None,
    };
    let at = Pointer::Root.key("pointer");
    found.extend(refused.map(|message| Violation::new(&at, Code::NotRedactable, message)));
    found
}

/// Makes the revision by which followers learn of the redaction. A whole organization is withdrawn
/// with it.
fn publish(
    writer: &mut Writer<'_>,
    current: &OrganizationState,
    redaction: &Redaction,
    edits: &Edits,
) -> Result<(), RedactError> {
    let newest = edits.all.last();
    let document = newest.and_then(|edit| edit.document.as_deref()).unwrap_or(&current.document);
    let mut profile: Organization = parse_stored(document)?;
    let is_whole = redaction.pointer.as_ref().is_some_and(ValuePointer::is_whole);
    if is_whole && newest.is_some_and(|edit| edit.document.is_some()) {
        let reason: Result<Brief, Violation> = redaction.reason.as_str().parse();
        let reason = reason.map_err(|it| RedactError::Rejected(vec![it]))?;
        profile = profile.into_withdrawn(Withdrawal { reason, successor: None });
    }
    let document = profile.to_json();
    writer.publish(&[Publication {
        current: Some(current),
        profile: &profile,
        document: &document,
        is_restored: false,
    }])?;
    let changed = keys(&current.document, &document)?;
    redact_drafts(
        writer,
        redaction,
        &Written {
            organization: &current.id,
            profile: &document,
            changed: &changed,
            removed: &edits.removed,
        },
    )?;
    let records = newest.map_or(&[][..], |edit| edit.records.as_slice());
    let of_profile = records.iter().filter(|it| it.pointer != RedactionRecord::NOTE);
    let redacted = of_profile.cloned().collect();
    writer.record_redaction(&RevisionRedactions {
        changed: Some(changed),
        redacted,
        announces: true,
        rewritten_at: None,
    })?;
    Ok(())
}
