//! The revisions of an organization without a value.

use jiff::Timestamp;

use super::RedactError;
use crate::directory::documents::parse_stored;
use crate::domain::{
    Code, NotRedacted, Organization, PLACEHOLDER, Pointer, Redacted, Redaction, RedactionRecord,
    Revision, ValuePointer, Violation, changed_keys,
};
use crate::store::{RewrittenRevision, StoreError};

/// The edits of every revision of an organization.
pub struct Edits {
    /// One for each revision, the oldest first.
    pub all: Vec<RevisionEdit>,
    /// The texts that go.
    pub removed: Vec<String>,
    /// Reasons of earlier redactions that go.
    withdrawn_reasons: Vec<String>,
}

/// The edit of one revision.
pub struct RevisionEdit {
    /// Its new document, if that changes.
    pub document: Option<String>,
    note: Option<String>,
    pub records: Vec<RedactionRecord>,
}

impl Edits {
    pub fn of(
        revisions: &[Revision],
        redaction: &Redaction,
        at: Timestamp,
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
        at: Timestamp,
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
    pub fn rewritten(
        &self,
        revisions: &[Revision],
        at: Timestamp,
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

/// The root keys in which two documents differ.
pub fn keys(older: &str, newer: &str) -> Result<Vec<String>, StoreError> {
    changed_keys(older, newer).map_err(|err| StoreError::Corrupt(err.to_string()))
}
