//! Loading a batch of documents: either all of them or none.

use std::collections::HashMap;
use std::convert::Infallible;

use super::Directory;
use super::batch_checks::{Item, Rejections, SeenProfiles, reject_terms};
use super::circles::Circles;
use super::documents::vocabulary_of;
use super::editing::group_violation;
use super::load_session::LoadSession;
use super::report::LoadReport;
use crate::domain::{
    Author, Keyword, Organization, ProfileReferences, Term, TermScheme, TermState, Vocabulary,
};
use crate::store::StoreError;
use crate::store::{Store, Writer};

/// The documents to load.
pub struct Batch<'a, I> {
    pub terms: Vec<(TermScheme, &'a Term)>,
    /// Whether further terms could not be read. Then nothing is loaded, and unknown terms in
    /// profiles are not reported.
    pub has_unreadable_terms: bool,
    /// The profiles: an iterator over [`Incoming`]. It should not block, because no other writer can
    /// write meanwhile.
    pub organizations: I,
    /// The vocabulary to use if neither the directory nor `terms` has any.
    pub default_vocabulary: &'a Vocabulary,
}

/// The next profile of a batch. `O` is its origin, which rejections refer to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is taken apart as soon as it is made")]
pub enum Incoming<O> {
    Profile(O, Organization),
    /// A profile with mistakes. Then nothing is loaded, but its references and the other documents
    /// are still checked.
    Refused(O, ProfileReferences),
    /// A document of which nothing could be read. Then nothing is loaded either.
    Unreadable,
}

impl<O> From<Option<(O, Result<Organization, ProfileReferences>)>> for Incoming<O> {
    /// `None` is a profile that could not be read; an error is one with mistakes.
    fn from(profile: Option<(O, Result<Organization, ProfileReferences>)>) -> Self {
        match profile {
            None => Self::Unreadable,
            Some((origin, Ok(profile))) => Self::Profile(origin, profile),
            Some((origin, Err(references))) => Self::Refused(origin, references),
        }
    }
}

/// How to load a batch.
pub struct LoadOptions<'a> {
    /// Report what would happen, and change nothing.
    pub dry_run: bool,
    /// Withdraw the organizations that the batch does not contain.
    pub prune: bool,
    /// A short description for the list of imports: the name of a file, never its path.
    pub source: &'a str,
    /// Called after every hundred profiles with the number read so far.
    pub progress: &'a mut dyn FnMut(usize),
}

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError<O> {
    /// Empty if the only reason is that documents could not be read.
    #[error("the documents break rules; nothing was loaded")]
    Rejected(Rejections<O>),
    #[error(
        "there is no profile to load, and --prune would withdraw every organization; name the \
         folder that holds all profiles"
    )]
    PruneAll,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks a batch without a directory, against the vocabulary that it contains or else the default
/// one.
pub fn check<O: Clone>(batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>) -> Rejections<O> {
    let mut vocabulary = Vocabulary::default();
    if batch.terms.is_empty() {
        vocabulary = batch.default_vocabulary.clone();
    }
    extend(&mut vocabulary, &batch.terms);
    let mut rejections = Rejections::none();
    reject_terms(&batch.terms, &vocabulary, &mut rejections);
    let mut seen = SeenProfiles::new(&vocabulary, batch.has_unreadable_terms);
    let mut circles = Circles::new();
    for incoming in batch.organizations {
        let (origin, references) = match incoming {
            Incoming::Profile(origin, profile) => (origin, ProfileReferences::from(&profile)),
            Incoming::Refused(origin, references) => (origin, references),
            Incoming::Unreadable => continue,
        };
        let item = Item::Organization(origin);
        rejections.add(&item, seen.add(&references));
        if let Some(slug) = &references.slug {
            circles.add(&item, slug, &references);
        }
    }
    let Ok(circular) = circles.violations(|_| Ok::<_, Infallible>(ProfileReferences::default()));
    for (item, violation) in circular {
        rejections.add(&item, [violation]);
    }
    rejections
}

/// Loads a batch in one transaction: one revision for each document that differs from the current
/// one, and only if all documents are valid.
///
/// # Errors
///
/// With all rejections when a document breaks a rule, and when the store fails. Nothing has changed
/// then.
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
        // A dry run does everything and is then rolled back, so that its report is exact.
        if dry_run { Err(Halt::DryRun(Box::new(report))) } else { Ok(report) }
    });
    match written {
        Ok(report) => Ok(report),
        Err(Halt::DryRun(report)) => Ok(*report),
        Err(Halt::Failed(err)) => Err(err),
    }
}

impl Directory {
    /// Loads a batch like [`load`], and wakes the follower.
    ///
    /// # Errors
    ///
    /// Those of [`load`].
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

/// Why a transaction is rolled back.
enum Halt<O> {
    DryRun(Box<LoadReport>),
    Failed(LoadError<O>),
}

impl<O> From<StoreError> for Halt<O> {
    fn from(err: StoreError) -> Self {
        Self::Failed(err.into())
    }
}

/// Writes the documents of a batch that differ from the directory's, within a transaction.
pub(super) fn write<O: Clone>(
    writer: &mut Writer<'_>,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    options: LoadOptions<'_>,
) -> Result<LoadReport, LoadError<O>> {
    let current_terms = writer.terms()?;
    let terms = match (batch.terms.as_slice(), current_terms.as_slice()) {
        ([], []) => all_terms(batch.default_vocabulary),
        (terms, _) => terms.to_vec(),
    };
    let mut vocabulary = vocabulary_of(&current_terms)?;
    extend(&mut vocabulary, &terms);
    let mut rejections = Rejections::none();
    reject_terms(&batch.terms, &vocabulary, &mut rejections);

    let seen = SeenProfiles::new(&vocabulary, batch.has_unreadable_terms);
    let mut session = LoadSession::new(writer, seen, rejections);
    session.has_mistakes = batch.has_unreadable_terms;
    if session.is_valid() {
        write_terms(session.writer, &current_terms, &terms, &mut session.report)?;
    }
    for (count, incoming) in (1..).zip(batch.organizations) {
        match incoming {
            Incoming::Profile(origin, profile) => session.add(origin, profile)?,
            Incoming::Refused(origin, references) => session.add_refused(origin, references)?,
            Incoming::Unreadable => session.add_unreadable(),
        }
        if count % 100 == 0 {
            (options.progress)(count);
        }
    }
    session.finish()?;
    if session.is_valid() {
        reject_groups_in_use(&mut session, &current_terms, &batch.terms)?;
    }
    if !session.is_valid() {
        return Err(LoadError::Rejected(session.rejections));
    }
    if options.prune {
        if session.seen.len() == 0 {
            return Err(LoadError::PruneAll);
        }
        session.withdraw_missing()?;
    }
    Ok(session.report)
}

/// Rejects terms that became groups although organizations still use them. Runs after all profiles,
/// because those may have stopped using them.
fn reject_groups_in_use<O: Clone>(
    session: &mut LoadSession<'_, '_, O>,
    current_terms: &[TermState],
    terms: &[(TermScheme, &Term)],
) -> Result<(), StoreError> {
    for (index, (scheme, term)) in terms.iter().enumerate() {
        let existed = current_terms.iter().any(|it| it.scheme == *scheme && it.slug == term.slug);
        if term.group && existed {
            let violation = group_violation(session.writer, *scheme, &term.slug)?;
            session.rejections.add(&Item::Term(index), violation);
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
    current_terms: &[TermState],
    terms: &[(TermScheme, &Term)],
    report: &mut LoadReport,
) -> Result<(), StoreError> {
    // New terms are added at the end of their scheme, in the order of the batch.
    let mut positions = HashMap::new();
    for state in current_terms {
        let next = positions.entry(state.scheme).or_insert(0);
        *next = state.position.max(*next) + 1;
    }
    for (scheme, term) in terms {
        let is_same = |state: &&TermState| state.scheme == *scheme && state.slug == term.slug;
        match current_terms.iter().find(is_same) {
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
