//! Reverting a whole load or import.
//!
//! No history is removed. Each organization that the import changed gets a new revision with its
//! former profile, and each one that it added is withdrawn. The result is an import too, which can
//! be reverted in turn.

use std::collections::HashMap;

use super::Directory;
use super::circles::Circles;
use super::conflicts::{stored_references, with_current_slugs};
use super::documents::{by_slug, parse_stored, vocabulary_of};
use super::edits::authored;
use super::report::{LoadReport, UpdatedOrganization};
use crate::domain::{
    Author, Identifier, IdentifierKey, Import, Organization, OrganizationState, Slug, Status, Term,
    Vocabulary, Withdrawal, changed_keys,
};
use crate::store::StoreError;
use crate::store::{ImportedTerm, Publication, Store, Writer};

/// Number of organizations written at once.
const CHUNK: usize = 500;

/// Maximum number of conflicts named in an error.
const MAX_NAMED: usize = 20;

/// Why an import was not reverted. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum RevertError {
    #[error("no load or import has the id `{0}`; `imports list` shows the newest ones")]
    Unknown(String),
    #[error("it was already reverted, by the import {0}")]
    Reverted(String),
    #[error("{}", conflict_message(*count, first))]
    Conflicts {
        count: usize,
        /// The first conflicts, each with its reason.
        first: Vec<(Slug, String)>,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn conflict_message(count: usize, first: &[(Slug, String)]) -> String {
    let named: Vec<String> = first.iter().map(|(slug, why)| format!("`{slug}` {why}")).collect();
    let more = match count - named.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("it can no longer be reverted: {}{more}; edit those by hand", named.join(", "))
}

/// The newest loads and imports, newest first, at most `limit`.
pub fn list_imports(store: &Store, limit: usize) -> Result<Vec<Import>, StoreError> {
    store.imports(limit as i64)
}

/// The load or import with this id.
pub fn find_import(store: &Store, id: &str) -> Result<Option<Import>, StoreError> {
    store.import(id)
}

/// Reverts a load or import.
///
/// # Errors
///
/// When an organization or term that it wrote was edited since, or a former profile is no longer
/// valid. The error counts all conflicts and names the first.
pub fn revert(store: &Store, id: &str, author: &Author) -> Result<LoadReport, RevertError> {
    store.write(author, |writer| {
        let import = writer
            .import(id)?
            .ok_or_else(|| RevertError::Unknown(id.chars().take(60).collect()))?;
        if let Some(by) = import.reverted_by {
            return Err(RevertError::Reverted(by));
        }
        let mut report = LoadReport::default();
        let terms = revert_terms(writer, &import, &mut report)?;
        revert_organizations(writer, &import, &mut report)?;
        remove_terms(writer, &terms, &mut report)?;
        let id = writer.add_import(&format!("the import {id}, reverted"))?;
        if let Some(by) = &id {
            writer.mark_reverted(&import.id, by)?;
        }
        report.id = id;
        report.change = writer.last_change();
        Ok(report)
    })
}

impl Directory {
    /// Reverts a load or import like [`revert`], and wakes the follower.
    ///
    /// # Errors
    ///
    /// Those of [`revert`].
    pub fn revert(&self, id: &str, author: &Author) -> Result<LoadReport, RevertError> {
        let report = revert(&self.store, id, author)?;
        self.follower.wake();
        Ok(report)
    }
}

/// Organizations and terms that cannot be reverted.
#[derive(Default)]
struct Conflicts {
    count: usize,
    first: Vec<(Slug, String)>,
}

impl Conflicts {
    fn add(&mut self, slug: &Slug, why: &str) {
        self.count += 1;
        if self.first.len() < MAX_NAMED {
            self.first.push((slug.clone(), why.to_owned()));
        }
    }

    /// Adds a document whose newest change was made after the import, with its author.
    fn add_edited(
        &mut self,
        writer: &mut Writer<'_>,
        slug: &Slug,
        change: i64,
    ) -> Result<(), StoreError> {
        let mut why = "was edited since".to_owned();
        if self.first.len() < MAX_NAMED
            && let Some((author, at)) = writer.author_of(change)?
        {
            why += &format!(" ({})", authored(&author, at));
        }
        self.add(slug, &why);
        Ok(())
    }

    fn into_result(self) -> Result<(), RevertError> {
        match self.count {
            0 => Ok(()),
            count => Err(RevertError::Conflicts { count, first: self.first }),
        }
    }
}

/// Restores the former documents of the terms that the import changed. Returns the terms that it
/// added.
fn revert_terms(
    writer: &mut Writer<'_>,
    import: &Import,
    report: &mut LoadReport,
) -> Result<Vec<Slug>, RevertError> {
    let current_terms = writer.terms()?;
    let (mut added, mut conflicts) = (Vec::new(), Conflicts::default());
    for ImportedTerm { scheme, slug, revision, before } in writer.imported_terms(import)? {
        let state = current_terms.iter().find(|it| it.scheme == scheme && it.slug == slug);
        match (state, before) {
            (Some(state), _) if state.revision != revision => {
                conflicts.add_edited(writer, &slug, state.change)?;
            }
            (None, _) => conflicts.add(&slug, "was removed since"),
            (Some(_), None) => added.push(slug),
            (Some(state), Some(before)) => {
                writer.update_term(state, &parse_stored::<Term>(&before)?)?;
                report.terms_updated += 1;
            }
        }
    }
    conflicts.into_result()?;
    Ok(added)
}

/// Removes the terms that the import added, unless organizations use them. Withdrawn organizations
/// still do.
fn remove_terms(
    writer: &mut Writer<'_>,
    added: &[Slug],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    let current_terms = writer.terms()?;
    // In reverse, so that narrower terms are removed before the broader ones.
    for state in current_terms.iter().rev().filter(|state| added.contains(&state.slug)) {
        let vocabulary = vocabulary_of(&writer.terms()?)?;
        let is_named = vocabulary.naming(state.scheme, &state.slug).next().is_some();
        let (users, _) = writer.term_users(state.scheme, &state.slug, 0)?;
        if users == 0 && !is_named {
            writer.remove_term(state)?;
        } else {
            report.terms_unchanged += 1;
        }
    }
    Ok(())
}

fn revert_organizations(
    writer: &mut Writer<'_>,
    import: &Import,
    report: &mut LoadReport,
) -> Result<(), RevertError> {
    let vocabulary = vocabulary_of(&writer.terms()?)?;
    let mut conflicts = Conflicts::default();
    let mut circles = Circles::new();
    let mut reached = import.first_change - 1;
    loop {
        let imported = writer.imported_organizations(import, reached, CHUNK)?;
        let Some(last) = imported.last() else { break };
        reached = last.change;
        let slugs: Vec<&Slug> = imported.iter().map(|it| &it.slug).collect();
        let states = by_slug(writer.organizations(&slugs)?);
        let mut untouched = Vec::new();
        for it in &imported {
            match states.get(&it.slug) {
                Some(state) if state.change == it.change => untouched.push(state),
                Some(state) => conflicts.add_edited(writer, &it.slug, state.change)?,
                None => conflicts.add(&it.slug, "was renamed since"),
            }
        }
        let former = former_profiles(writer, &untouched)?;
        check_former_profiles(writer, import, &vocabulary, &former, &mut conflicts)?;
        // After the first conflict nothing more is written, but all conflicts are found.
        if conflicts.count == 0 {
            write_former_profiles(writer, &former, report)?;
            for FormerProfile { profile, .. } in &former {
                circles.add(&profile.slug, &profile.slug, &profile.into());
            }
        }
    }
    for (slug, _) in circles.violations(|slug| stored_references(writer, slug))? {
        conflicts.add(&slug, "would be its own parent or successor, through others");
    }
    conflicts.into_result()
}

/// An organization and the profile that it returns to.
struct FormerProfile<'s> {
    state: &'s OrganizationState,
    profile: Organization,
}

fn former_profiles<'s>(
    writer: &mut Writer<'_>,
    states: &[&'s OrganizationState],
) -> Result<Vec<FormerProfile<'s>>, StoreError> {
    let documents = writer.documents_before(states)?;
    let mut former = Vec::new();
    for state in states {
        let profile = match documents.get(&state.id) {
            Some(document) => with_current_slugs(writer, parse_stored(document)?)?,
            None => {
                parse_stored::<Organization>(&state.document)?.into_withdrawn(reverted_import()?)
            }
        };
        former.push(FormerProfile { state, profile });
    }
    Ok(former)
}

/// Finds the former profiles that conflict with the current vocabulary or identifiers. Identifiers
/// that the import moved between its organizations are freed, so that they can move back.
fn check_former_profiles(
    writer: &mut Writer<'_>,
    import: &Import,
    vocabulary: &Vocabulary,
    former: &[FormerProfile<'_>],
    conflicts: &mut Conflicts,
) -> Result<(), StoreError> {
    let identifiers: Vec<&Identifier> =
        former.iter().flat_map(|it| &it.profile.identifiers).collect();
    let owners: HashMap<IdentifierKey, Slug> =
        writer.identifier_owners(&identifiers)?.into_iter().collect();
    let slugs: Vec<&Slug> = owners.values().collect();
    let states = by_slug(writer.organizations(&slugs)?);
    let mut moving = Vec::new();
    for FormerProfile { state, profile } in former {
        if !vocabulary.profile_violations(&profile.into()).is_empty() {
            conflicts.add(&state.slug, "used a term that no longer exists");
        }
        for identifier in &profile.identifiers {
            let owner = owners.get(&identifier.key()).filter(|owner| **owner != state.slug);
            let Some(owner) = owner else {
                continue;
            };
            let is_of_import = states.get(owner).is_some_and(|owner| {
                (import.first_change..=import.last_change).contains(&owner.change)
            });
            if is_of_import {
                moving.push(identifier)
            } else {
                conflicts.add(&state.slug, "had an identifier that another organization has");
            }
        }
    }
    writer.release_identifiers(&moving)
}

fn write_former_profiles(
    writer: &mut Writer<'_>,
    former: &[FormerProfile<'_>],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    let documents: Vec<String> = former.iter().map(|it| it.profile.to_json()).collect();
    let mut publications = Vec::new();
    for (FormerProfile { state, profile }, document) in former.iter().zip(&documents) {
        if state.status != Status::Withdrawn && profile.status == Status::Withdrawn {
            report.withdrawn.push(state.slug.clone());
        } else {
            let changed = changed_keys(&state.document, document)
                .map_err(|err| StoreError::Corrupt(err.to_string()))?;
            report.updated.push(UpdatedOrganization { slug: state.slug.clone(), changed });
        }
        publications.push(Publication {
            current: Some(state),
            profile,
            document,
            is_restored: true,
        });
    }
    writer.publish(&publications)
}

fn reverted_import() -> Result<Withdrawal, StoreError> {
    parse_stored(r#"{"reason": "The import that added it was reverted."}"#)
}
