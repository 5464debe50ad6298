//! Bringing documents in: all of them, or none.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::StoreError;
use super::verify::{Rejection, violations_beside_store, violations_within};
use crate::domain::{
    Author, Keyword, Organization, OrganizationState, Read, Slug, Term, TermScheme, TermState,
    Vocabulary, Withdrawal, changed_keys, read_stored,
};
use crate::store::{Store, Writer};

/// What is to be loaded.
pub struct Batch<'a> {
    pub terms: Vec<(TermScheme, &'a Term)>,
    pub organizations: Vec<&'a Organization>,
    /// The vocabulary for a directory that has none, where `terms` brings none.
    pub default_vocabulary: &'a Vocabulary,
}

/// How it is to be loaded.
pub struct LoadOptions<'a> {
    /// Report what would happen, and change nothing.
    pub dry_run: bool,
    /// Withdraw the organizations that the batch does not have.
    pub prune: bool,
    /// Called after each profile with how many are done.
    pub progress: &'a mut dyn FnMut(usize),
}

/// What a load did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoadReport {
    pub added: Vec<Slug>,
    pub updated: Vec<UpdatedOrganization>,
    pub unchanged: usize,
    pub withdrawn: Vec<Slug>,
    pub terms_added: usize,
    pub terms_updated: usize,
    pub terms_unchanged: usize,
}

/// An organization that a load updated, and the keys that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpdatedOrganization {
    pub slug: Slug,
    pub changed: Vec<String>,
}

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{} documents break a rule; nothing was loaded", .0.len())]
    Rejected(Vec<Rejection>),
    #[error(
        "there is no profile to load, and --prune would withdraw every organization; \
         name the folder that holds them all"
    )]
    PruneAll,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Finds what is wrong with a batch by itself, beside the vocabulary it brings
/// or else the default one.
pub fn check(batch: &Batch<'_>) -> Vec<Rejection> {
    let mut vocabulary = Vocabulary::default();
    if batch.terms.is_empty() {
        vocabulary = batch.default_vocabulary.clone();
    }
    extend(&mut vocabulary, &batch.terms);
    violations_within(batch, &vocabulary)
}

/// Loads a batch in one transaction: validates everything first, then writes
/// one revision for each document that differs from what stands.
///
/// # Errors
///
/// With every rejection when a document breaks a rule, and when the store
/// fails; nothing is changed then.
pub fn load(
    store: &Store,
    batch: &Batch<'_>,
    options: LoadOptions<'_>,
    author: &Author,
) -> Result<LoadReport, LoadError> {
    if options.prune && batch.organizations.is_empty() {
        return Err(LoadError::PruneAll);
    }
    let LoadOptions { dry_run, prune, progress } = options;
    let written = store.write(author, |writer| {
        let report = write(writer, batch, prune, progress)?;
        // A dry run does everything and is then undone, so that it reports
        // exactly what would happen.
        if dry_run { Err(Halt::DryRun(report)) } else { Ok(report) }
    });
    match written {
        Ok(report) | Err(Halt::DryRun(report)) => Ok(report),
        Err(Halt::Failed(err)) => Err(err),
    }
}

/// Why a transaction was undone.
enum Halt {
    DryRun(LoadReport),
    Failed(LoadError),
}

impl From<StoreError> for Halt {
    fn from(err: StoreError) -> Self {
        Self::Failed(err.into())
    }
}

fn write(
    writer: &mut Writer<'_>,
    batch: &Batch<'_>,
    prune: bool,
    progress: &mut dyn FnMut(usize),
) -> Result<LoadReport, Halt> {
    let standing = writer.terms()?;
    let terms = match (batch.terms.as_slice(), standing.as_slice()) {
        ([], []) => all_terms(batch.default_vocabulary),
        (terms, _) => terms.to_vec(),
    };
    let mut vocabulary = vocabulary_of(&standing)?;
    extend(&mut vocabulary, &terms);

    let mut rejections = violations_within(batch, &vocabulary);
    rejections.extend(violations_beside_store(writer, batch)?);
    if !rejections.is_empty() {
        return Err(Halt::Failed(LoadError::Rejected(rejections)));
    }

    let mut report = LoadReport::default();
    write_terms(writer, &standing, &terms, &mut report)?;
    write_organizations(writer, &batch.organizations, &mut report, progress)?;
    if prune {
        withdraw_missing(writer, &batch.organizations, &mut report)?;
    }
    Ok(report)
}

fn vocabulary_of(standing: &[TermState]) -> Result<Vocabulary, StoreError> {
    let mut vocabulary = Vocabulary::default();
    for state in standing {
        vocabulary.insert(state.scheme, stored(&state.document)?);
    }
    Ok(vocabulary)
}

fn stored<T: Read>(document: &str) -> Result<T, StoreError> {
    read_stored(document).map_err(StoreError::Corrupt)
}

fn all_terms(vocabulary: &Vocabulary) -> Vec<(TermScheme, &Term)> {
    let schemes = TermScheme::ALL.iter();
    schemes.flat_map(|&scheme| vocabulary.terms(scheme).iter().map(move |t| (scheme, t))).collect()
}

fn extend(vocabulary: &mut Vocabulary, terms: &[(TermScheme, &Term)]) {
    for (scheme, term) in terms {
        vocabulary.insert(*scheme, (*term).clone());
    }
}

fn write_terms(
    writer: &mut Writer<'_>,
    standing: &[TermState],
    terms: &[(TermScheme, &Term)],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    // A new term goes behind those of its scheme, in the order it came.
    let mut positions = HashMap::new();
    for state in standing {
        let next = positions.entry(state.scheme).or_insert(0);
        *next = state.position.max(*next) + 1;
    }
    for (scheme, term) in terms {
        let is_same = |state: &&TermState| state.scheme == *scheme && state.slug == term.slug;
        match standing.iter().find(is_same) {
            None => {
                let position = positions.entry(*scheme).or_insert(0);
                writer.create_term(*scheme, *position, term)?;
                *position += 1;
                report.terms_added += 1;
            }
            Some(state) if state.document == term.to_json() => report.terms_unchanged += 1,
            Some(state) => {
                writer.update_term(state, term)?;
                report.terms_updated += 1;
            }
        }
    }
    Ok(())
}

fn write_organizations(
    writer: &mut Writer<'_>,
    profiles: &[&Organization],
    report: &mut LoadReport,
    progress: &mut dyn FnMut(usize),
) -> Result<(), StoreError> {
    let mut standing: HashMap<&Slug, Standing> = HashMap::new();
    for profile in profiles {
        let Some(state) = writer.organization(&profile.slug)? else { continue };
        let document = profile.to_json();
        if state.document == document {
            report.unchanged += 1;
            standing.insert(&profile.slug, Standing::Same);
            continue;
        }
        let changed = changed_keys(&state.document, &document)
            .map_err(|err| StoreError::Corrupt(err.to_string()))?;
        report.updated.push(UpdatedOrganization { slug: profile.slug.clone(), changed });
        // An identifier may go from one profile of the batch to another.
        writer.release_references(&state.id)?;
        // The text is not needed below, and a large batch would not fit twice.
        let state = OrganizationState { document: String::new(), ..state };
        standing.insert(&profile.slug, Standing::Other(state));
    }
    for (done, profile) in (1..).zip(profiles.iter().copied()) {
        match standing.get(&profile.slug) {
            None => {
                writer.create_organization(profile)?;
                report.added.push(profile.slug.clone());
            }
            Some(Standing::Same) => {}
            Some(Standing::Other(state)) => writer.update_organization(state, profile)?,
        }
        progress(done);
    }
    Ok(())
}

/// What stands under the slug of a profile that is loaded.
enum Standing {
    Same,
    Other(OrganizationState),
}

/// Withdraws every organization that is not among `profiles`.
fn withdraw_missing(
    writer: &mut Writer<'_>,
    profiles: &[&Organization],
    report: &mut LoadReport,
) -> Result<(), Halt> {
    let kept: HashSet<&Slug> = profiles.iter().map(|profile| &profile.slug).collect();
    let mut missing: Vec<Slug> = writer.listed_organizations()?;
    missing.retain(|slug| !kept.contains(slug));
    missing.sort_unstable();
    for slug in missing {
        let Some(state) = writer.organization(&slug)? else { continue };
        let profile: Organization = stored(&state.document)?;
        writer.update_organization(&state, &profile.withdrawn(no_longer_loaded()?))?;
        report.withdrawn.push(slug);
    }
    Ok(())
}

fn no_longer_loaded() -> Result<Withdrawal, StoreError> {
    let json = r#"{"reason": "It is no longer among the profiles that the directory loads."}"#;
    stored(json)
}
