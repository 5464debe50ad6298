//! The difference between two versions of the directory: what a copy of the earlier one must replace
//! to become the later one.

use serde_json::Value;

use super::{Directory, DirectoryError};
use crate::domain::{ChangeKind, Keyword, Revision, Status, SubjectKind, TermScheme, changed_keys};
use crate::store::{ChangedDocument, NoVersion, StoreError};

/// Number of documents that are compared at once. Their revisions are in memory together.
const BATCH: usize = 100;

/// The difference between the states at two changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesSummary {
    pub organizations: OrganizationChanges,
    pub terms: TermChanges,
}

/// The organizations that differ, each in one list, sorted by slug.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrganizationChanges {
    pub added: Vec<ChangedOrganization>,
    /// Those whose slug and status stay.
    pub updated: Vec<ChangedOrganization>,
    /// Those with another slug, which may have other changes too.
    pub renamed: Vec<ChangedOrganization>,
    pub withdrawn: Vec<ChangedOrganization>,
    /// Those that had been withdrawn.
    pub restored: Vec<ChangedOrganization>,
}

/// The terms that differ, each in one list, in the order of the vocabularies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermChanges {
    pub added: Vec<ChangedTerm>,
    pub updated: Vec<ChangedTerm>,
    pub removed: Vec<ChangedTerm>,
}

/// An organization that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedOrganization {
    /// The slug in the later state.
    pub slug: String,
    pub name: String,
    /// The slug in the earlier state, if it was another one.
    pub former_slug: Option<String>,
    /// The root keys that differ; empty for an organization that was added.
    pub changed: Vec<String>,
    /// Why it was withdrawn, if it is.
    pub reason: Option<String>,
    /// The organization to read instead of a withdrawn one.
    pub successor: Option<String>,
}

/// A term that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedTerm {
    pub scheme: TermScheme,
    pub slug: String,
    pub label: String,
    /// The keys that differ; empty for a term that was added or removed.
    pub changed: Vec<String>,
}

impl Directory {
    /// The first change at or after `wanted` with which a summary up to `to` can begin: a restored
    /// directory has no states before that of the dataset. Blocks.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub fn first_summarized(&self, wanted: i64, to: i64) -> Result<i64, DirectoryError> {
        if wanted == 0 {
            return Ok(0);
        }
        Ok(match self.store.missing_version(wanted)? {
            Some(NoVersion::BeforeRestore { version }) if version <= to => version,
            Some(NoVersion::Empty) => 0,
            _ => wanted,
        })
    }

    /// The difference between the states at the changes `from` and `to`, where change 0 is the empty
    /// directory; or why there is no state at `from`. Blocks. The caller limits the number of changes
    /// between them.
    ///
    /// # Errors
    ///
    /// When the store fails, or a revision is damaged.
    pub fn changes_summary(
        &self,
        from: i64,
        to: i64,
    ) -> Result<Result<ChangesSummary, NoVersion>, DirectoryError> {
        if from > 0
            && let Some(refusal) = self.store.missing_version(from)?
        {
            return Ok(Err(refusal));
        }
        let documents = self.store.changed_documents(from, to)?;
        let mut summary = ChangesSummary::default();
        for batch in documents.chunks(BATCH) {
            let changes: Vec<i64> =
                batch.iter().flat_map(|it| it.before.into_iter().chain([it.after])).collect();
            let revisions = self.store.revisions_of(&changes)?;
            for document in batch {
                let missing = || StoreError::Corrupt("a revision is missing".to_owned());
                let after = revisions.get(&document.after).ok_or_else(missing)?;
                let before = document.before.map(|it| revisions.get(&it).ok_or_else(missing));
                let before = before.transpose()?;
                match document.subject {
                    SubjectKind::Organization => {
                        summary.organizations.add(document, before, after)?;
                    }
                    SubjectKind::Term(scheme) => summary.terms.add(scheme, before, after)?,
                }
            }
        }
        summary.sort();
        Ok(Ok(summary))
    }
}

impl ChangesSummary {
    fn sort(&mut self) {
        let OrganizationChanges { added, updated, renamed, withdrawn, restored } =
            &mut self.organizations;
        for list in [added, updated, renamed, withdrawn, restored] {
            list.sort_unstable_by(|one, other| one.slug.cmp(&other.slug));
        }
        let TermChanges { added, updated, removed } = &mut self.terms;
        for list in [added, updated, removed] {
            list.sort_unstable_by(|one, other| {
                (one.scheme, &one.slug).cmp(&(other.scheme, &other.slug))
            });
        }
    }
}

impl OrganizationChanges {
    fn add(
        &mut self,
        document: &ChangedDocument,
        before: Option<&Revision>,
        after: &Revision,
    ) -> Result<(), DirectoryError> {
        let now = parsed(&after.document)?;
        let past = before.map(|it| parsed(&it.document)).transpose()?;
        let mut changed = changed_between(before, after)?;
        for key in &document.redacted {
            if before.is_some() && !changed.contains(key) {
                changed.push(key.clone());
            }
        }
        let slug = text(&now["slug"]).unwrap_or_default();
        let former_slug = past.as_ref().and_then(|it| text(&it["slug"])).filter(|it| *it != slug);
        let is_withdrawn = |json: &Value| json["status"] == Status::Withdrawn.as_str();
        let was_withdrawn = past.as_ref().is_some_and(is_withdrawn);
        let list = match past {
            _ if is_withdrawn(&now) && !was_withdrawn => &mut self.withdrawn,
            None => &mut self.added,
            _ if was_withdrawn && !is_withdrawn(&now) => &mut self.restored,
            _ if former_slug.is_some() => &mut self.renamed,
            _ if changed.is_empty() => return Ok(()),
            _ => &mut self.updated,
        };
        let withdrawal = &now["withdrawal"];
        list.push(ChangedOrganization {
            slug,
            name: text(&now["name"]).unwrap_or_default(),
            former_slug,
            changed,
            reason: text(&withdrawal["reason"]),
            successor: text(&withdrawal["successor"]),
        });
        Ok(())
    }
}

impl TermChanges {
    fn add(
        &mut self,
        scheme: TermScheme,
        before: Option<&Revision>,
        after: &Revision,
    ) -> Result<(), DirectoryError> {
        // The last revision of a removed term has its last content.
        let before = before.filter(|it| it.kind != ChangeKind::Withdrawn);
        let exists = after.kind != ChangeKind::Withdrawn;
        let changed = if exists { changed_between(before, after)? } else { Vec::new() };
        let list = match before {
            None if exists => &mut self.added,
            None => return Ok(()),
            Some(_) if !exists => &mut self.removed,
            Some(_) if changed.is_empty() => return Ok(()),
            Some(_) => &mut self.updated,
        };
        let json = parsed(&after.document)?;
        let slug = text(&json["slug"]).unwrap_or_default();
        let label = text(&json["label"]).unwrap_or_default();
        list.push(ChangedTerm { scheme, slug, label, changed });
        Ok(())
    }
}

/// The root keys that differ between two revisions; empty without the first.
fn changed_between(
    before: Option<&Revision>,
    after: &Revision,
) -> Result<Vec<String>, DirectoryError> {
    let Some(before) = before else { return Ok(Vec::new()) };
    changed_keys(&before.document, &after.document).map_err(|err| corrupt(&err))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn parsed(document: &str) -> Result<Value, DirectoryError> {
    serde_json::from_str(document).map_err(|err| corrupt(&err))
}

fn corrupt(reason: &serde_json::Error) -> DirectoryError {
    StoreError::Corrupt(reason.to_string()).into()
}
