//! Drafts of profiles: what editors have typed into the form and not saved yet.
//!
//! A draft belongs to the name of a key, so that a rotated key keeps its drafts. It is not part of
//! the numbered changes: no reader sees it.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Directory;
use crate::domain::{
    Author, DraftSummary, KeyName, OrganizationState, ProfileDraft, RedactionRecord, Revision, Slug,
};
use crate::store::{Store, StoreError, Writer};

/// Maximum size of what a draft holds, in bytes (1 MiB).
pub const MAX_DRAFT_BYTES: usize = 1 << 20;

/// Maximum number of drafts of one key.
pub const MAX_DRAFTS: usize = 100;

/// Time after which a draft that was not changed is removed: 90 days.
pub const DRAFT_LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Number of random bytes of an id.
const ID_BYTES: usize = 16;

/// The result of storing a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDraft {
    /// The draft as it is now.
    pub draft: ProfileDraft,
    /// Whether it was stored under a new id, because the draft had been changed or was not there
    /// any more.
    pub is_copy: bool,
    /// The root keys that were redacted since the editor began. The texts typed there are gone.
    pub redacted: Vec<String>,
}

/// Why a draft was not stored. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("there is no such draft")]
    Unknown,
    #[error("you have {MAX_DRAFTS} drafts, which is the maximum; save or discard some of them")]
    TooMany,
    #[error("the text has {0} bytes; the maximum is {MAX_DRAFT_BYTES}")]
    TooLarge(usize),
    #[error("the system provides no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A new id for a draft: 16 random bytes in hexadecimal.
///
/// # Errors
///
/// When the operating system provides no random numbers.
pub fn new_draft_id() -> Result<String, DraftError> {
    let mut bytes = [0; ID_BYTES];
    getrandom::fill(&mut bytes).map_err(DraftError::NoRandomness)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a text can be the id of a draft.
pub fn is_draft_id(text: &str) -> bool {
    text.len() == 2 * ID_BYTES
        && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

impl Directory {
    /// The draft of a key with an id; `None` if there is none yet.
    ///
    /// # Errors
    ///
    /// With [`DraftError::Unknown`] if it belongs to another key, and when the store fails.
    pub fn draft(&self, id: &str, owner: &KeyName) -> Result<Option<ProfileDraft>, DraftError> {
        match self.store.draft(id)? {
            Some(draft) if draft.owner != *owner => Err(DraftError::Unknown),
            found => Ok(found),
        }
    }

    /// The drafts of a key, the one that was changed last first.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn drafts(&self, owner: &KeyName) -> Result<Vec<DraftSummary>, StoreError> {
        self.store.drafts(owner)
    }

    /// Stores a draft. Its version must be that of the stored one, or 0 if there is none; otherwise
    /// it is stored under a new id and nothing is overwritten. Also removes drafts of any key that
    /// were not changed for [`DRAFT_LIFETIME`].
    ///
    /// # Errors
    ///
    /// When the draft is too large, the key has too many, or the store fails.
    pub fn store_draft(&self, draft: ProfileDraft) -> Result<StoredDraft, DraftError> {
        let size = draft.document.len() + draft.note.len();
        if size > MAX_DRAFT_BYTES {
            return Err(DraftError::TooLarge(size));
        }
        let spare = new_draft_id()?;
        write(&self.store, |writer| {
            let oldest = Timestamp::now().checked_sub(DRAFT_LIFETIME).unwrap_or(Timestamp::MIN);
            writer.remove_drafts_before(oldest)?;
            let mut draft = draft;
            let is_expected = match writer.draft(&draft.id)? {
                Some(stored) if stored.owner != draft.owner => return Err(DraftError::Unknown),
                Some(stored) => {
                    stored.version == draft.version && stored.organization == draft.organization
                }
                None => draft.version == 0,
            };
            if !is_expected {
                (draft.id, draft.version) = (spare, 0);
            }
            if draft.version == 0 && writer.draft_count(&draft.owner)? >= MAX_DRAFTS {
                return Err(DraftError::TooMany);
            }
            let redacted = without_redacted(writer, &mut draft)?;
            draft.version += 1;
            writer.put_draft(&draft)?;
            Ok(StoredDraft { draft, is_copy: !is_expected, redacted })
        })
    }

    /// Removes the draft of a key, if it exists.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn remove_draft(&self, id: &str, owner: &KeyName) -> Result<(), DraftError> {
        write(&self.store, |writer| match writer.draft(id)? {
            Some(draft) if draft.owner != *owner => Err(DraftError::Unknown),
            found => Ok(found.map_or(Ok(()), |draft| writer.remove_draft(&draft.id))?),
        })
    }

    /// The organization with an id as the store has it now, withdrawn or not.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn current_organization(&self, id: &str) -> Result<Option<OrganizationState>, StoreError> {
        self.store.organization_with_id(id)
    }

    /// The organization with a slug as the store has it now, withdrawn or not.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn organization_of(&self, slug: &Slug) -> Result<Option<OrganizationState>, StoreError> {
        self.store.organization(slug)
    }
}

fn write<T>(
    store: &Store,
    work: impl FnOnce(&mut Writer<'_>) -> Result<T, DraftError>,
) -> Result<T, DraftError> {
    store.write(&Author::command("drafts"), work)
}

/// Takes out of a draft what was redacted in the organization since the editor began, because a page
/// that was open meanwhile still has it. Returns the root keys.
fn without_redacted(
    writer: &mut Writer<'_>,
    draft: &mut ProfileDraft,
) -> Result<Vec<String>, StoreError> {
    let Some(organization) = &draft.organization else { return Ok(Vec::new()) };
    let Some(current) = writer.organization_with_id(organization)? else { return Ok(Vec::new()) };
    if current.revision <= draft.base {
        return Ok(Vec::new());
    }
    let revisions = writer.all_revisions(&current.id)?;
    let mut keys = Vec::new();
    for revision in revisions.iter().filter(|it| it.number > draft.base) {
        keys.extend(redacted_keys(revision));
    }
    keys.sort_unstable();
    keys.dedup();
    if !keys.is_empty() {
        draft.document = with_current_keys(&draft.document, &keys, &current.document)?;
    }
    Ok(keys)
}

/// The root keys that a redaction changed, if the revision announces one.
fn redacted_keys(revision: &Revision) -> Vec<String> {
    let redactions = &revision.redactions;
    if !redactions.announces {
        return Vec::new();
    }
    let pointers = redactions.redacted.iter().map(|record: &RedactionRecord| &record.pointer);
    let of_pointers = pointers.filter_map(|pointer| root_key(pointer));
    redactions.changed.iter().flatten().cloned().chain(of_pointers).collect()
}

/// The first key of a JSON pointer.
pub(super) fn root_key(pointer: &str) -> Option<String> {
    pointer.split('/').nth(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// A draft in which some root keys have the values of a profile. The form reads both shapes.
pub(super) fn with_current_keys(
    document: &str,
    keys: &[String],
    profile: &str,
) -> Result<String, StoreError> {
    let parsed = |text: &str| -> Result<Value, StoreError> {
        serde_json::from_str(text).map_err(|err| StoreError::Corrupt(err.to_string()))
    };
    let (mut document, profile) = (parsed(document)?, parsed(profile)?);
    for key in keys {
        if let (Some(value), Some(members)) = (profile.get(key), document.as_object_mut()) {
            members.insert(key.clone(), value.clone());
        }
    }
    Ok(document.to_string())
}
