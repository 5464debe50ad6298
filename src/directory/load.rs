//! Loading a batch of documents: either all of them or none.

use std::collections::HashSet;
use std::convert::Infallible;

use super::Directory;
use super::batch_checks::{Item, Rejections, SeenProfiles, reject_terms};
use super::circles::Circles;
use super::documents::vocabulary_of;
use super::duplicates::compare_stored;
use super::edits::{EditPolicy, EditedDocument};
use super::load_session::LoadSession;
use super::load_terms::{default_terms, edited_terms, extend, reject_groups_in_use, write_terms};
use super::report::LoadReport;
use crate::domain::{Author, Organization, ProfileReferences, Term, TermScheme, Vocabulary};
use crate::store::StoreError;
use crate::store::{Store, Writer};

/// The documents to load.
pub struct Batch<'a, I> {
    pub terms: Vec<(TermScheme, &'a Term)>,
    /// Whether further terms could not be read. Then nothing is loaded, and unknown terms in
    /// profiles are not reported.
    pub has_unreadable_terms: bool,
    /// The profiles: an iterator over [`Incoming`]. It should not block, because no other writer
    /// can write meanwhile.
    pub organizations: I,
    /// The terms of each scheme of which neither the directory nor `terms` has any.
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
    /// How to treat profiles and terms with values that were edited since a load or import wrote them.
    pub edits: EditPolicy,
    /// A short description for the list of imports: the name of a file, never its path.
    pub source: &'a str,
    /// Called after every hundred profiles with the number read so far.
    pub progress: &'a mut dyn FnMut(usize),
    /// Called when everything is written and about to be committed.
    pub before_commit: &'a mut dyn FnMut(),
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
    /// The edits that the load would replace: at least one.
    #[error("the load would replace {} edited documents; nothing was loaded", .0.len())]
    WouldReplaceEdits(Vec<EditedDocument>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks a batch without a directory, against the terms that it contains, and the default ones of
/// each scheme of which it has none.
pub fn check<O: Clone>(batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>) -> Rejections<O> {
    let mut vocabulary = Vocabulary::default();
    extend(&mut vocabulary, &batch.terms);
    extend(&mut vocabulary, &default_terms(batch.default_vocabulary, &[], &batch.terms));
    let mut rejections = Rejections::none();
    reject_terms(&batch.terms, &HashSet::new(), &vocabulary, &mut rejections);
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
/// With all rejections when a document breaks a rule, with all edits that the load may not replace,
/// and when the store fails. Nothing has changed then.
pub fn load<O: Clone>(
    store: &Store,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    options: LoadOptions<'_>,
    author: &Author,
) -> Result<LoadReport, LoadError<O>> {
    let mut report = write_batch(store, batch, options, author)?;
    report.find_similar(|added| compare_stored(store, added))?;
    Ok(report)
}

/// Writes a batch in one transaction. Duplicates are not known yet.
fn write_batch<O: Clone>(
    store: &Store,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    mut options: LoadOptions<'_>,
    author: &Author,
) -> Result<LoadReport, LoadError<O>> {
    let written = store.write(author, |writer| {
        let mut report =
            write(writer, batch, &mut options, Origin::Import).map_err(Halt::Failed)?;
        // A dry run does everything and is then rolled back, so that its report is exact.
        if options.dry_run {
            report.change = writer.last_change();
            return Err(Halt::DryRun(Box::new(report)));
        }
        report.id = writer.add_import(options.source)?;
        report.change = writer.last_change();
        (options.before_commit)();
        Ok(report)
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
        let before = self.catalog.snapshot();
        let mut report = write_batch(&self.store, batch, options, author)?;
        self.follower.wake();
        report.find_similar(|added| match before {
            Some(snapshot) => {
                snapshot.comparable_organizations().for_each(|it| added.compare_existing(&it));
                Ok(())
            }
            None => compare_stored(&self.store, added),
        })?;
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

/// The origin of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Files or a request.
    Import,
    /// A directory that had all these profiles together.
    Restore,
}

/// Writes the documents of a batch that differ from the directory's, within a transaction.
pub(super) fn write<O: Clone>(
    writer: &mut Writer<'_>,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    options: &mut LoadOptions<'_>,
    origin: Origin,
) -> Result<LoadReport, LoadError<O>> {
    let current_terms = writer.terms()?;
    let mut terms = batch.terms.clone();
    terms.extend(default_terms(batch.default_vocabulary, &current_terms, &batch.terms));
    let mut vocabulary = vocabulary_of(&current_terms)?;
    let log = writer.import_log()?;
    let edited = edited_terms(writer, &log, &current_terms, &terms)?;
    let mut kept = HashSet::new();
    if options.edits == EditPolicy::Keep {
        kept.extend(edited.keys().copied());
    }
    let is_loaded = |(index, _): &(usize, _)| !kept.contains(index);
    let loaded = terms.into_iter().enumerate().filter(is_loaded);
    let loaded: Vec<(TermScheme, &Term)> = loaded.map(|(_, term)| term).collect();
    extend(&mut vocabulary, &loaded);
    let mut rejections = Rejections::none();
    reject_terms(&batch.terms, &kept, &vocabulary, &mut rejections);

    let seen = SeenProfiles::new(&vocabulary, batch.has_unreadable_terms);
    let mut session = LoadSession::new(writer, seen, rejections, log, options.edits);
    if origin == Origin::Import {
        session = session.rejecting_similar_identifiers();
    }
    session.has_mistakes = batch.has_unreadable_terms;
    if session.is_valid() {
        write_terms(session.writer, &current_terms, &loaded, &mut session.report)?;
        session.add_edited(edited.into_values());
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
        reject_groups_in_use(&mut session, &current_terms, &batch.terms, &kept)?;
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
    if options.edits == EditPolicy::Refuse && !session.report.overwritten.is_empty() {
        return Err(LoadError::WouldReplaceEdits(session.report.overwritten));
    }
    Ok(session.report)
}
