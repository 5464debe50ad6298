//! Bringing documents in: all of them, or none.

use std::collections::HashMap;

use super::Directory;
use super::editing::used_group;
use super::loading::Loading;
use super::report::LoadReport;
use super::stored::vocabulary_of;
use super::verify::{Item, Rejections, Seen, reject_terms};
use crate::domain::{Author, Keyword, Organization, Term, TermScheme, TermState, Vocabulary};
use crate::store::StoreError;
use crate::store::{Store, Writer};

/// What is to be loaded.
pub struct Batch<'a, I> {
    pub terms: Vec<(TermScheme, &'a Term)>,
    /// Whether there are terms beside these that could not be read. Then nothing
    /// is loaded, and nobody is blamed for naming them.
    pub terms_are_broken: bool,
    /// The profiles, one after another: an iterator over [`Incoming`]. They
    /// should be at hand, since nobody else can write while they come.
    pub organizations: I,
    /// The vocabulary for a directory that has none, where `terms` brings none.
    pub default_vocabulary: &'a Vocabulary,
}

/// The next profile to be loaded. `O` says where it came from, to whoever must
/// tell people what is wrong with it.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart as soon as it comes")]
pub enum Incoming<O> {
    Profile(O, Organization),
    /// One that could not be read. Then nothing is loaded, but everything is
    /// still judged.
    Broken,
}

impl<O> From<Option<(O, Organization)>> for Incoming<O> {
    /// `None` is one that could not be read.
    fn from(profile: Option<(O, Organization)>) -> Self {
        profile.map_or(Self::Broken, |(origin, profile)| Self::Profile(origin, profile))
    }
}

/// How it is to be loaded.
pub struct LoadOptions<'a> {
    /// Report what would happen, and change nothing.
    pub dry_run: bool,
    /// Withdraw the organizations that the batch does not have.
    pub prune: bool,
    /// What is loaded, in a few words, for the list of imports: the name of a
    /// file, never its path.
    pub source: &'a str,
    /// Called now and then with how many profiles have come.
    pub progress: &'a mut dyn FnMut(usize),
}

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<O> {
    /// Empty where the only reason is what could not be read.
    #[error("the documents break rules; nothing was loaded")]
    Rejected(Rejections<O>),
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
pub fn check<O: Clone>(batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>) -> Rejections<O> {
    let mut vocabulary = Vocabulary::default();
    if batch.terms.is_empty() {
        vocabulary = batch.default_vocabulary.clone();
    }
    extend(&mut vocabulary, &batch.terms);
    let mut rejections = Rejections::none();
    reject_terms(&batch.terms, &vocabulary, &mut rejections);
    let mut seen = Seen::new(&vocabulary, batch.terms_are_broken);
    for incoming in batch.organizations {
        if let Incoming::Profile(origin, profile) = incoming {
            rejections.add(&Item::Organization(origin), seen.add(&profile));
        }
    }
    rejections
}

/// Loads a batch in one transaction: writes one revision for each document that
/// differs from what stands, and keeps them if nothing at all is wrong.
///
/// # Errors
///
/// With every rejection when a document breaks a rule, and when the store
/// fails; nothing is changed then.
pub fn load<O: Clone>(
    store: &Store,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    options: LoadOptions<'_>,
    author: &Author,
) -> Result<LoadReport, LoadError<O>> {
    let (dry_run, source) = (options.dry_run, options.source);
    let written = store.write(author, |writer| {
        let mut report = write(writer, batch, options).map_err(Halt::Failed)?;
        if !dry_run {
            report.id = writer.add_import(source)?;
        }
        report.change = writer.last_change();
        // A dry run does everything and is then undone, so that it reports
        // exactly what would happen.
        if dry_run { Err(Halt::DryRun(Box::new(report))) } else { Ok(report) }
    });
    match written {
        Ok(report) => Ok(report),
        Err(Halt::DryRun(report)) => Ok(*report),
        Err(Halt::Failed(err)) => Err(err),
    }
}

impl Directory {
    /// Loads a batch, as [`load`] does, and lets the catalog follow at once.
    ///
    /// # Errors
    ///
    /// As [`load`]'s.
    pub fn import<O: Clone>(
        &self,
        batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
        options: LoadOptions<'_>,
        author: &Author,
    ) -> Result<LoadReport, LoadError<O>> {
        let report = load(&self.store, batch, options, author)?;
        self.follower.wake();
        Ok(report)
    }
}

/// Why a transaction was undone.
enum Halt<O> {
    DryRun(Box<LoadReport>),
    Failed(LoadError<O>),
}

impl<O> From<StoreError> for Halt<O> {
    fn from(err: StoreError) -> Self {
        Self::Failed(err.into())
    }
}

/// Writes what a batch has and the directory has not, within a transaction.
pub(super) fn write<O: Clone>(
    writer: &mut Writer<'_>,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    options: LoadOptions<'_>,
) -> Result<LoadReport, LoadError<O>> {
    let standing = writer.terms()?;
    let terms = match (batch.terms.as_slice(), standing.as_slice()) {
        ([], []) => all_terms(batch.default_vocabulary),
        (terms, _) => terms.to_vec(),
    };
    let mut vocabulary = vocabulary_of(&standing)?;
    extend(&mut vocabulary, &terms);
    let mut rejections = Rejections::none();
    reject_terms(&batch.terms, &vocabulary, &mut rejections);

    let seen = Seen::new(&vocabulary, batch.terms_are_broken);
    let mut loading = Loading::new(writer, seen, rejections);
    loading.is_broken = batch.terms_are_broken;
    if loading.is_sound() {
        write_terms(loading.writer, &standing, &terms, &mut loading.report)?;
    }
    for (count, incoming) in (1..).zip(batch.organizations) {
        match incoming {
            Incoming::Profile(origin, profile) => loading.add(origin, profile)?,
            Incoming::Broken => loading.is_broken = true,
        }
        if count % 100 == 0 {
            (options.progress)(count);
        }
    }
    loading.finish()?;
    if loading.is_sound() {
        reject_used_groups(&mut loading, &standing, &batch.terms)?;
    }
    if !loading.is_sound() {
        return Err(LoadError::Rejected(loading.rejections));
    }
    if options.prune {
        if loading.seen.len() == 0 {
            return Err(LoadError::PruneAll);
        }
        loading.withdraw_missing()?;
    }
    Ok(loading.report)
}

/// A term that organizations still name, after all profiles came, cannot become
/// a group.
fn reject_used_groups<O: Clone>(
    loading: &mut Loading<'_, '_, O>,
    standing: &[TermState],
    terms: &[(TermScheme, &Term)],
) -> Result<(), StoreError> {
    for (index, (scheme, term)) in terms.iter().enumerate() {
        let was_there = standing.iter().any(|it| it.scheme == *scheme && it.slug == term.slug);
        if term.group && was_there {
            let violation = used_group(loading.writer, *scheme, &term.slug)?;
            loading.rejections.add(&Item::Term(index), violation);
        }
    }
    Ok(())
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
