//! Redacting: taking a text out of the revisions of an organization, for ever.
//!
//! Editing keeps the old text in the history. A redaction rewrites the revisions themselves, says in
//! each of them what was redacted and why, and makes one more revision, so that followers learn of
//! it. Reverting an import or restoring a revision writes former documents, and these no longer have
//! the text.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::Directory;
use super::documents::parse_stored;
use super::editing::{EditError, current_state};
use crate::domain::{
    Author, Brief, Code, Node, NotRedacted, Organization, OrganizationState, PLACEHOLDER, Pointer,
    Redacted, Redaction, RedactionRecord, Revision, RevisionRedactions, Slug, Status, ValuePointer,
    Violation, Withdrawal, changed_keys,
};
use crate::store::{Publication, RewrittenRevision, Store, StoreError, Writer};

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

/// Maximum number of places in a report where a redacted text remains.
const MAX_REMAINING: usize = 100;

/// Minimum length in bytes of a redacted text that is searched in what remains.
const MIN_SEARCHED: usize = 4;

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

/// A place where a redacted text still is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RemainingText)]
pub struct RemainingText {
    /// The number of the revision.
    #[schema(example = 3, minimum = 1)]
    pub revision: i32,
    /// A JSON pointer to the place in its profile; `/note` for its note.
    #[schema(example = "/caveats/0/note")]
    pub pointer: String,
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

/// The edits of every revision of an organization.
struct Edits {
    /// One for each revision, the oldest first.
    all: Vec<RevisionEdit>,
    /// The texts that go.
    removed: Vec<String>,
    /// Reasons of earlier redactions that go.
    withdrawn_reasons: Vec<String>,
}

/// The edit of one revision.
struct RevisionEdit {
    /// Its new document, if that changes.
    document: Option<String>,
    note: Option<String>,
    records: Vec<RedactionRecord>,
}

impl Edits {
    fn of(
        revisions: &[Revision],
        redaction: &Redaction,
        at: jiff::Timestamp,
    ) -> Result<Self, RedactError> {
        let mut this = Self { all: Vec::new(), removed: Vec::new(), withdrawn_reasons: Vec::new() };
        let mut refusal = None;
        for revision in revisions {
            let is_named = redaction.revisions.contains(revision.number);
            let edit = if is_named {
                this.edit(revision, redaction, at, &mut refusal)?
            } else {
                RevisionEdit { document: None, note: revision.note.clone(), records: Vec::new() }
            };
            this.all.push(edit);
        }
        if this.all.iter().any(|edit| !edit.records.is_empty()) {
            return Ok(this);
        }
        let refusal = refusal.unwrap_or_else(|| {
            let message = "these revisions have no notes, or they were redacted before";
            Violation::new(&Pointer::Root.key("notes"), Code::AlreadyRedacted, message)
        });
        Err(RedactError::Rejected(vec![refusal]))
    }

    /// Redacts one revision. `refusal` becomes the reason why its value was not redacted.
    fn edit(
        &mut self,
        revision: &Revision,
        redaction: &Redaction,
        at: jiff::Timestamp,
        refusal: &mut Option<Violation>,
    ) -> Result<RevisionEdit, RedactError> {
        let reason = redaction.reason.to_string();
        let record = |pointer: &str| {
            let (pointer, reason) = (pointer.to_owned(), reason.clone());
            RedactionRecord { pointer, at, reason }
        };
        let note = revision.note.clone();
        let mut edit = RevisionEdit { document: None, note, records: Vec::new() };
        if let Some(pointer) = &redaction.pointer {
            match redacted(revision, pointer, redaction)? {
                Ok(Redacted { profile, removed }) => {
                    edit.document = Some(profile.to_json());
                    edit.records.push(record(pointer.as_str()));
                    self.removed.extend(removed);
                }
                Err(reason) => *refusal = Some(reason),
            }
        }
        // A reason that was a mistake goes if its revision is named.
        let is_reason = revision.redactions.announces;
        if redaction.has_notes()
            && !(is_reason && redaction.revisions.is_all())
            && let Some(note) = edit.note.as_mut().filter(|note| *note != PLACEHOLDER)
        {
            let note = std::mem::replace(note, PLACEHOLDER.to_owned());
            if is_reason {
                self.withdrawn_reasons.push(note.clone());
            }
            self.removed.push(note);
            edit.records.push(record(RedactionRecord::NOTE));
        }
        Ok(edit)
    }

    /// The revisions that change, and those after them: what these changed must be kept, because it
    /// can no longer be compared.
    fn rewritten(
        &self,
        revisions: &[Revision],
        at: jiff::Timestamp,
    ) -> Result<Vec<RewrittenRevision>, StoreError> {
        let mut rewritten = Vec::new();
        for (place, (revision, edit)) in revisions.iter().zip(&self.all).enumerate() {
            let before = place.checked_sub(1);
            let follows = before.is_some_and(|before| self.all[before].document.is_some());
            let mut redactions = revision.redactions.clone();
            for record in &mut redactions.redacted {
                if self.withdrawn_reasons.contains(&record.reason) {
                    PLACEHOLDER.clone_into(&mut record.reason);
                }
            }
            let is_same = redactions == revision.redactions;
            if edit.records.is_empty() && !follows && is_same {
                continue;
            }
            if redactions.changed.is_none() {
                redactions.changed = Some(match before {
                    Some(before) => keys(&revisions[before].document, &revision.document)?,
                    None => Vec::new(),
                });
            }
            redactions.redacted.extend(edit.records.iter().cloned());
            redactions.rewritten_at = Some(at);
            rewritten.push(RewrittenRevision {
                change: revision.change,
                document: edit.document.clone().unwrap_or_else(|| revision.document.clone()),
                note: edit.note.clone(),
                redactions,
            });
        }
        Ok(rewritten)
    }
}

/// The profile of a revision without the value. The inner error is the reason why this revision is
/// left as it is.
///
/// # Errors
///
/// When the value cannot go from any revision.
fn redacted(
    revision: &Revision,
    pointer: &ValuePointer,
    redaction: &Redaction,
) -> Result<Result<Redacted, Violation>, RedactError> {
    let at = Pointer::Root.key("pointer");
    let mut earlier = revision.redactions.redacted.iter();
    // Records of a restored dataset are not about the revision that has them.
    if revision.redactions.changed.is_some()
        && let Some(earlier) = earlier.find(|it| it.pointer == pointer.as_str())
        && redaction.again != Some(true)
    {
        let message = format!(
            "`{pointer}` was redacted before, on {}; if you mean the value that is there now, set `again`",
            earlier.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        );
        return Ok(Err(Violation::new(&at, Code::AlreadyRedacted, message)));
    }
    let profile: Organization = parse_stored(&revision.document)?;
    let outcome = if pointer.is_whole() {
        profile.blanked()
    } else {
        profile.redacted(&pointer.tokens(), redaction.replacement.as_ref().map(|it| it.as_str()))
    };
    let number = revision.number;
    let violation = |at: &Pointer<'_>, code, reason: NotRedacted| {
        Violation::new(at, code, format!("`{pointer}` in revision {number}: {reason}"))
    };
    match outcome {
        Ok(redacted) => Ok(Ok(redacted)),
        Err(NotRedacted::Missing) => {
            Ok(Err(violation(&at, Code::UnknownValue, NotRedacted::Missing)))
        }
        Err(NotRedacted::Empty) => {
            Ok(Err(violation(&at, Code::AlreadyRedacted, NotRedacted::Empty)))
        }
        Err(reason @ (NotRedacted::NotAText | NotRedacted::Replacement(_))) => {
            let at = Pointer::Root.key("replacement");
            let code = Code::NotRedactable;
            Err(RedactError::Rejected(vec![violation(&at, code, reason)]))
        }
        Err(reason @ (NotRedacted::Needed | NotRedacted::BreaksRule(_))) => {
            Err(RedactError::Rejected(vec![violation(&at, Code::NotRedactable, reason)]))
        }
    }
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
    let changed = Some(keys(&current.document, &document)?);
    let records = newest.map_or(&[][..], |edit| edit.records.as_slice());
    let of_profile = records.iter().filter(|it| it.pointer != RedactionRecord::NOTE);
    let redacted = of_profile.cloned().collect();
    writer.record_redaction(&RevisionRedactions {
        changed,
        redacted,
        announces: true,
        rewritten_at: None,
    })?;
    Ok(())
}

fn keys(older: &str, newer: &str) -> Result<Vec<String>, StoreError> {
    changed_keys(older, newer).map_err(|err| StoreError::Corrupt(err.to_string()))
}

/// The places in these revisions where one of the texts still is.
fn remaining(revisions: &[Revision], texts: &[String]) -> Result<Vec<RemainingText>, StoreError> {
    let texts = &RedactedTexts::new(texts)?;
    let mut found = Vec::new();
    for revision in revisions {
        let mut pointers = Vec::new();
        let node: Node<'_> = serde_json::from_str(&revision.document)
            .map_err(|err| StoreError::Corrupt(err.to_string()))?;
        find(&node, &Pointer::Root, texts, &mut pointers);
        if revision.note.as_ref().is_some_and(|note| has_any(note, texts)) {
            pointers.push(RedactionRecord::NOTE.to_owned());
        }
        let number = revision.number;
        found.extend(
            pointers.into_iter().map(|pointer| RemainingText { revision: number, pointer }),
        );
    }
    found.truncate(MAX_REMAINING);
    Ok(found)
}

fn find(node: &Node<'_>, at: &Pointer<'_>, texts: &RedactedTexts, found: &mut Vec<String>) {
    match node {
        Node::String(text) if has_any(text, texts) => found.push(at.to_string()),
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find(item, &at.index(index), texts, found);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                find(value, &at.key(key), texts, found);
            }
        }
        _ => {}
    }
}

/// Whether a text has one of the others as whole words.
fn has_any(text: &str, texts: &RedactedTexts) -> bool {
    let is_word = |found: aho_corasick::Match| {
        let before = text[..found.start()].chars().next_back();
        let after = text[found.end()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    };
    texts.0.find_overlapping_iter(text).any(is_word)
}

/// The texts that went, ready to be searched in what remains: in one pass over a text, however many
/// there are.
struct RedactedTexts(AhoCorasick);

impl RedactedTexts {
    fn new(texts: &[String]) -> Result<Self, StoreError> {
        let searched: HashSet<&String> =
            texts.iter().filter(|text| text.len() >= MIN_SEARCHED).collect();
        // The smaller automaton: it is built once for each redaction.
        let automaton =
            AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(searched);
        automaton.map(Self).map_err(|err| StoreError::Corrupt(err.to_string()))
    }
}
