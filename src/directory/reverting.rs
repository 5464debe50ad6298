//! Taking back a whole load or import, as one.
//!
//! Nothing of the history goes: each organization that the import wrote gets a
//! revision that says what stood before; one that it added is withdrawn. This is
//! an import of its own, which can be taken back as well.

use std::collections::HashMap;

use super::Directory;
use super::report::{LoadReport, UpdatedOrganization};
use super::standing::with_present_names;
use super::stored::{by_slug, stored, vocabulary_of};
use crate::domain::{
    Author, Identifier, Import, Organization, OrganizationState, Slug, Status, Term, Vocabulary,
    Withdrawal, changed_keys,
};
use crate::store::StoreError;
use crate::store::{ImportedTerm, Publication, Store, Writer};

/// How many organizations are written at once.
const CHUNK: usize = 500;

/// How many of those in the way are named.
const NAMED: usize = 20;

/// Why an import was not taken back. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum RevertError {
    #[error("no load or import has the id `{0}`; `imports list` shows the last ones")]
    Unknown(String),
    #[error("it was taken back already, by the import {0}")]
    Reverted(String),
    #[error("{}", in_the_way(*count, first))]
    Overtaken {
        count: usize,
        /// The first of them, each with why.
        first: Vec<(Slug, &'static str)>,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn in_the_way(count: usize, first: &[(Slug, &'static str)]) -> String {
    let named: Vec<String> = first.iter().map(|(slug, why)| format!("`{slug}` {why}")).collect();
    let more = match count - named.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("it cannot be taken back any more: {}{more}; edit those by hand", named.join(", "))
}

/// The newest loads and imports, the newest first.
pub fn list_imports(store: &Store, limit: usize) -> Result<Vec<Import>, StoreError> {
    store.imports(limit as i64)
}

/// Takes back a load or import.
///
/// # Errors
///
/// When one of the organizations or terms that it wrote was edited since, or
/// what stood before has no place any more; all that are in the way are counted,
/// and the first are named.
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
        let id = writer.add_import(&format!("the import {id}, taken back"))?;
        if let Some(by) = &id {
            writer.mark_reverted(&import.id, by)?;
        }
        report.id = id;
        report.change = writer.last_change();
        Ok(report)
    })
}

impl Directory {
    /// Takes back a load or import, as [`revert`] does.
    ///
    /// # Errors
    ///
    /// As [`revert`]'s.
    pub fn revert(&self, id: &str, author: &Author) -> Result<LoadReport, RevertError> {
        let report = revert(&self.store, id, author)?;
        self.follower.wake();
        Ok(report)
    }
}

/// Those that cannot be as they were.
#[derive(Default)]
struct InTheWay {
    count: usize,
    first: Vec<(Slug, &'static str)>,
}

impl InTheWay {
    fn add(&mut self, slug: &Slug, why: &'static str) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push((slug.clone(), why));
        }
    }

    fn refuse(self) -> Result<(), RevertError> {
        match self.count {
            0 => Ok(()),
            count => Err(RevertError::Overtaken { count, first: self.first }),
        }
    }
}

/// Gives the terms that the import changed their former text. Returns those that
/// it added.
fn revert_terms(
    writer: &mut Writer<'_>,
    import: &Import,
    report: &mut LoadReport,
) -> Result<Vec<Slug>, RevertError> {
    let standing = writer.terms()?;
    let (mut added, mut in_the_way) = (Vec::new(), InTheWay::default());
    for ImportedTerm { scheme, slug, revision, before } in writer.imported_terms(import)? {
        let state = standing.iter().find(|it| it.scheme == scheme && it.slug == slug);
        match (state, before) {
            (Some(state), _) if state.revision != revision => {
                in_the_way.add(&slug, "was edited since");
            }
            (None, _) => in_the_way.add(&slug, "was removed since"),
            (Some(_), None) => added.push(slug),
            (Some(state), Some(before)) => {
                writer.update_term(state, &stored::<Term>(&before)?)?;
                report.terms_updated += 1;
            }
        }
    }
    in_the_way.refuse()?;
    Ok(added)
}

/// Removes the terms that the import added, where nobody names them: those that
/// are withdrawn still do.
fn remove_terms(
    writer: &mut Writer<'_>,
    added: &[Slug],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    let standing = writer.terms()?;
    // The narrower ones came later, and go first.
    for state in standing.iter().rev().filter(|state| added.contains(&state.slug)) {
        let vocabulary = vocabulary_of(&writer.terms()?)?;
        let is_wider = vocabulary.narrower(state.scheme, &state.slug).next().is_some();
        let (users, _) = writer.term_users(state.scheme, &state.slug, 0)?;
        if users == 0 && !is_wider {
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
    let mut in_the_way = InTheWay::default();
    let mut reached = import.first_change - 1;
    loop {
        let imported = writer.imported(import, reached, CHUNK)?;
        let Some(last) = imported.last() else { break };
        reached = last.change;
        let slugs: Vec<&Slug> = imported.iter().map(|it| &it.slug).collect();
        let standing = by_slug(writer.organizations(&slugs)?);
        let mut untouched = Vec::new();
        for it in &imported {
            match standing.get(&it.slug) {
                Some(state) if state.change == it.change => untouched.push(state),
                _ => in_the_way.add(&it.slug, "was edited since"),
            }
        }
        let former = former_profiles(writer, &untouched)?;
        check_former(writer, import, &vocabulary, &former, &mut in_the_way)?;
        // From the first that is in the way on, nothing more is written.
        if in_the_way.count == 0 {
            write_former(writer, &former, report)?;
        }
    }
    in_the_way.refuse()
}

/// What an organization is to be again.
struct Former<'s> {
    state: &'s OrganizationState,
    profile: Organization,
}

fn former_profiles<'s>(
    writer: &mut Writer<'_>,
    states: &[&'s OrganizationState],
) -> Result<Vec<Former<'s>>, StoreError> {
    let documents = writer.documents_before(states)?;
    let mut former = Vec::new();
    for state in states {
        let profile = match documents.get(&state.id) {
            Some(document) => with_present_names(writer, stored(document)?)?,
            None => stored::<Organization>(&state.document)?.into_withdrawn(taken_back()?),
        };
        former.push(Former { state, profile });
    }
    Ok(former)
}

/// What would no longer fit beside what stands. Identifiers that pass between
/// organizations of the import are freed for those that had them.
fn check_former(
    writer: &mut Writer<'_>,
    import: &Import,
    vocabulary: &Vocabulary,
    former: &[Former<'_>],
    in_the_way: &mut InTheWay,
) -> Result<(), StoreError> {
    let identifiers: Vec<&Identifier> =
        former.iter().flat_map(|it| &it.profile.identifiers).collect();
    let owners: HashMap<Identifier, Slug> =
        writer.identifier_owners(&identifiers)?.into_iter().collect();
    let slugs: Vec<&Slug> = owners.values().collect();
    let states = by_slug(writer.organizations(&slugs)?);
    let mut passing = Vec::new();
    for Former { state, profile } in former {
        if !vocabulary.organization_violations(profile).is_empty() {
            in_the_way.add(&state.slug, "named a term that is gone");
        }
        for identifier in &profile.identifiers {
            let Some(owner) = owners.get(identifier).filter(|owner| **owner != state.slug) else {
                continue;
            };
            let of_import = states.get(owner).is_some_and(|owner| {
                (import.first_change..=import.last_change).contains(&owner.change)
            });
            match of_import {
                true => passing.push(identifier),
                false => in_the_way.add(&state.slug, "had an identifier that another has now"),
            }
        }
    }
    writer.release_identifiers(&passing)
}

fn write_former(
    writer: &mut Writer<'_>,
    former: &[Former<'_>],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    let documents: Vec<String> = former.iter().map(|it| it.profile.to_json()).collect();
    let mut publications = Vec::new();
    for (Former { state, profile }, document) in former.iter().zip(&documents) {
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

fn taken_back() -> Result<Withdrawal, StoreError> {
    stored(r#"{"reason": "The import that added it was taken back."}"#)
}
