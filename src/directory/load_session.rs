//! A load in progress: checks and writes the profiles in chunks of a few hundred.
//!
//! Only the slugs and identifiers of earlier chunks stay in memory. Whether the load is valid is
//! known only at the end, when its transaction is committed or rolled back. After the first
//! rejection nothing more is written, but the remaining profiles are still checked.

mod edited;
mod prune;
mod similar_identifiers;

use std::collections::{HashMap, HashSet};

use super::batch_checks::{Item, Rejections, SeenProfiles, identifier_taken};
use super::circles::Circles;
use super::conflicts::{former_slug_taken, stored_references};
use super::documents::by_slug;
use super::edits::EditPolicy;
use super::report::{LoadReport, UpdatedOrganization};
use crate::domain::{
    Code, Identifier, IdentifierKey, Organization, Pointer, ProfileReferences, Slug, Violation,
    changed_keys,
};
use crate::store::StoreError;
use crate::store::{ImportLog, Publication, Writer};
use similar_identifiers::SimilarIdentifiers;

/// Maximum number of profiles in one chunk.
const CHUNK: usize = 500;
/// Maximum size of the profiles in one chunk, in bytes.
const CHUNK_BYTES: usize = 4 << 20;

/// A load in progress. `O` is the origin of a profile.
pub struct LoadSession<'l, 's, O> {
    pub writer: &'l mut Writer<'s>,
    pub seen: SeenProfiles<'l>,
    pub rejections: Rejections<O>,
    /// Whether a document has mistakes, which the rejections do not contain.
    pub has_mistakes: bool,
    /// Whether the slug of a document could not be read. Profiles may refer to it, so references to
    /// unknown organizations are not reported then.
    pub has_unreadable: bool,
    pub report: LoadReport,
    log: ImportLog,
    edits: EditPolicy,
    /// Edited organizations that stay as they are although they were loaded.
    kept: HashSet<Slug>,
    chunk: Vec<Waiting<O>>,
    chunk_bytes: usize,
    deferred: Vec<Deferred<O>>,
    circles: Circles<Item<O>>,
    /// `None` if identifiers that differ only in punctuation are accepted.
    similar: Option<SimilarIdentifiers>,
}

/// A profile that has not been written yet.
struct Waiting<O> {
    item: Item<O>,
    references: ProfileReferences,
    /// The profile and its document; `None` if it has mistakes.
    valid: Option<(Organization, String)>,
}

/// A rejection that applies unless the organization with the slug `unless` is loaded later.
struct Deferred<O> {
    item: Item<O>,
    unless: Slug,
    violation: Violation,
}

impl<'l, 's, O: Clone> LoadSession<'l, 's, O> {
    pub fn new(
        writer: &'l mut Writer<'s>,
        seen: SeenProfiles<'l>,
        rejections: Rejections<O>,
        log: ImportLog,
        edits: EditPolicy,
    ) -> Self {
        Self {
            writer,
            seen,
            rejections,
            has_mistakes: false,
            has_unreadable: false,
            report: LoadReport::default(),
            log,
            edits,
            kept: HashSet::new(),
            chunk: Vec::new(),
            chunk_bytes: 0,
            deferred: Vec::new(),
            circles: Circles::new(),
            similar: None,
        }
    }

    /// Rejects identifiers that differ only in punctuation from one of another organization, unless
    /// their organization has them already.
    pub fn rejecting_similar_identifiers(mut self) -> Self {
        self.similar = Some(SimilarIdentifiers::default());
        self
    }

    /// Whether all documents so far are valid.
    pub fn is_valid(&self) -> bool {
        !self.has_mistakes && self.rejections.is_empty()
    }

    /// Adds the next profile. It is written with its chunk.
    pub fn add(&mut self, origin: O, profile: Organization) -> Result<(), StoreError> {
        let (references, document) = (ProfileReferences::from(&profile), profile.to_json());
        self.chunk_bytes += document.len();
        self.wait(origin, references, Some((profile, document)))
    }

    /// Adds the references of the next profile, which has mistakes, to check them too.
    pub fn add_refused(
        &mut self,
        origin: O,
        references: ProfileReferences,
    ) -> Result<(), StoreError> {
        self.has_mistakes = true;
        self.has_unreadable |= references.slug.is_none();
        self.wait(origin, references, None)
    }

    /// Notes that nothing of the next profile could be read.
    pub fn add_unreadable(&mut self) {
        (self.has_mistakes, self.has_unreadable) = (true, true);
    }

    fn wait(
        &mut self,
        origin: O,
        references: ProfileReferences,
        valid: Option<(Organization, String)>,
    ) -> Result<(), StoreError> {
        let item = Item::Organization(origin);
        self.rejections.add(&item, self.seen.add(&references));
        if let Some(slug) = &references.slug {
            self.circles.add(&item, slug, &references);
        }
        self.chunk.push(Waiting { item, references, valid });
        if self.chunk.len() >= CHUNK || self.chunk_bytes >= CHUNK_BYTES {
            self.write_chunk()?;
        }
        Ok(())
    }

    /// Writes the last chunk, and decides the deferred rejections.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        self.write_chunk()?;
        for Deferred { item, unless, violation } in std::mem::take(&mut self.deferred) {
            let may_be_unreadable =
                self.has_unreadable && violation.code == Code::UnknownOrganization;
            // A kept organization was loaded, but keeps what it has now.
            let is_replaced = self.seen.has(&unless) && !self.kept.contains(&unless);
            if !is_replaced && !may_be_unreadable {
                self.rejections.add(&item, [violation]);
            }
        }
        let mut circles = std::mem::replace(&mut self.circles, Circles::new());
        circles.retain(|slug| !self.kept.contains(slug));
        let is_replaced = |slug: &Slug| self.seen.has(slug) && !self.kept.contains(slug);
        let circular = circles.violations(|slug| {
            if is_replaced(slug) {
                Ok(ProfileReferences::default())
            } else {
                stored_references(self.writer, slug)
            }
        })?;
        for (item, violation) in circular {
            self.rejections.add(&item, [violation]);
        }
        Ok(())
    }

    fn write_chunk(&mut self) -> Result<(), StoreError> {
        let mut chunk = std::mem::take(&mut self.chunk);
        self.chunk_bytes = 0;
        let valid = chunk.iter().filter_map(|waiting| waiting.valid.as_ref());
        let slugs: Vec<&Slug> = valid.map(|(profile, _)| &profile.slug).collect();
        let current_states = by_slug(self.writer.organizations(&slugs)?);
        if self.is_valid() {
            self.find_edited(&chunk, &current_states)?;
            if self.keeps_edits() {
                self.keep_renamed(&chunk)?;
            }
            chunk
                .retain(|it| !it.references.slug.as_ref().is_some_and(|it| self.kept.contains(it)));
        }
        self.reject_taken_slugs(&chunk)?;
        self.defer_unknown_organizations(&chunk)?;
        let moving = self.moving_identifiers(&chunk)?;
        self.reject_similar_identifiers(&chunk, &current_states)?;
        if !self.is_valid() {
            return Ok(());
        }
        let mut publications = Vec::new();
        for Waiting { references, valid, .. } in &chunk {
            let Some((profile, document)) = valid else { continue };
            let current = current_states.get(&profile.slug);
            match current {
                None => {
                    self.report.added.push(profile.slug.clone());
                    self.report.propose(&references.proposed);
                }
                Some(state) if state.document == *document => {
                    self.report.unchanged += 1;
                    continue;
                }
                Some(state) => {
                    let changed = changed_keys(&state.document, document)
                        .map_err(|err| StoreError::Corrupt(err.to_string()))?;
                    let slug = profile.slug.clone();
                    self.report.updated.push(UpdatedOrganization { slug, changed });
                }
            }
            publications.push(Publication { current, profile, document, is_restored: false });
        }
        self.writer.release_identifiers(&moving)?;
        self.writer.publish(&publications)
    }

    fn reject_taken_slugs(&mut self, chunk: &[Waiting<O>]) -> Result<(), StoreError> {
        let slugs: Vec<&Slug> = chunk.iter().filter_map(|it| it.references.slug.as_ref()).collect();
        let owners: HashMap<Slug, Slug> = self.writer.former_owners(&slugs)?.into_iter().collect();
        for Waiting { item, references, .. } in chunk {
            let Some(slug) = &references.slug else { continue };
            let Some(owner) = owners.get(slug) else { continue };
            let at = Pointer::Root.key("slug");
            let message = former_slug_taken(slug, owner);
            self.rejections.add(item, [Violation::new(&at, Code::SlugTaken, message)]);
        }
        Ok(())
    }

    fn defer_unknown_organizations(&mut self, chunk: &[Waiting<O>]) -> Result<(), StoreError> {
        let named = chunk.iter().flat_map(|waiting| {
            let relations = waiting.references.relations.iter();
            relations.map(|(relation, slug)| (&waiting.item, *relation, slug))
        });
        // A kept organization may have another slug now.
        let is_missing = |slug: &Slug| !self.seen.has(slug) || self.kept.contains(slug);
        let mut unseen: Vec<_> = named.filter(|(.., slug)| is_missing(slug)).collect();
        let slugs: Vec<&Slug> = unseen.iter().map(|(.., slug)| *slug).collect();
        let taken = self.writer.slugs_taken(&slugs)?;
        unseen.retain(|(.., slug)| !taken.contains(slug));
        self.deferred.extend(unseen.into_iter().map(|(item, relation, slug)| {
            let message = format!("the directory has no organization `{slug}`");
            let violation =
                relation.at(|at| Violation::new(at, Code::UnknownOrganization, message));
            Deferred { item: item.clone(), unless: slug.clone(), violation }
        }));
        Ok(())
    }

    /// The identifiers that move to these profiles from organizations that the batch has not
    /// reached yet. Each of those must follow in the batch, without the identifier.
    fn moving_identifiers<'d>(
        &mut self,
        chunk: &'d [Waiting<O>],
    ) -> Result<Vec<&'d Identifier>, StoreError> {
        let all = chunk.iter().flat_map(|it| &it.references.identifiers).map(|(_, it)| it);
        let owners = self.writer.identifier_owners(&all.collect::<Vec<_>>())?;
        // An owner that the batch has already reached was compared with its new profile. A kept one
        // keeps its identifiers.
        let unseen = owners
            .into_iter()
            .filter(|(_, owner)| !self.seen.has(owner) || self.kept.contains(owner));
        let owners: HashMap<IdentifierKey, Slug> = unseen.collect();
        let mut moving = Vec::new();
        for Waiting { item, references, .. } in chunk {
            for (place, identifier) in &references.identifiers {
                let Some(owner) = owners.get(&identifier.key()) else { continue };
                let violation = identifier_taken(*place, identifier, owner.as_str());
                let (item, unless) = (item.clone(), owner.clone());
                self.deferred.push(Deferred { item, unless, violation });
                moving.push(identifier);
            }
        }
        Ok(moving)
    }
}
