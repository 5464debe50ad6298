//! The profiles of a load on their way into the store.
//!
//! They come one after another, are compared and written some hundreds at once,
//! and are forgotten: of a profile that has passed by only its slug and its
//! identifiers are remembered. Whether all of it may stay is known only at the
//! end, when the transaction is committed or undone. From the first rejection
//! on nothing more is written, but everything is still judged.

use std::collections::HashMap;

use super::report::{LoadReport, UpdatedOrganization};
use super::stored::{by_slug, stored};
use super::verify::{Item, Rejections, Seen, identifier_taken, named_organizations};
use crate::domain::{
    Code, Identifier, Organization, Pointer, Slug, Violation, Withdrawal, changed_keys,
};
use crate::store::StoreError;
use crate::store::{Publication, Writer};

/// How many profiles are written at once, and how many bytes of them.
const CHUNK: usize = 500;
const CHUNK_BYTES: usize = 4 << 20;

/// A load under way. `O` says where a profile came from.
pub struct Loading<'l, 's, O> {
    pub writer: &'l mut Writer<'s>,
    pub seen: Seen<'l>,
    pub rejections: Rejections<O>,
    /// Something could not be read. It may be what others seem to lack.
    pub is_broken: bool,
    pub report: LoadReport,
    chunk: Vec<Draft<O>>,
    chunk_bytes: usize,
    deferred: Vec<Deferred<O>>,
}

/// A profile that is not written yet.
struct Draft<O> {
    item: Item<O>,
    profile: Organization,
    document: String,
}

/// A rejection unless the organization with this slug is loaded as well.
struct Deferred<O> {
    item: Item<O>,
    unless: Slug,
    violation: Violation,
}

impl<'l, 's, O: Clone> Loading<'l, 's, O> {
    pub fn new(writer: &'l mut Writer<'s>, seen: Seen<'l>, rejections: Rejections<O>) -> Self {
        Self {
            writer,
            seen,
            rejections,
            is_broken: false,
            report: LoadReport::default(),
            chunk: Vec::new(),
            chunk_bytes: 0,
            deferred: Vec::new(),
        }
    }

    /// Whether nothing is wrong so far.
    pub fn is_sound(&self) -> bool {
        !self.is_broken && self.rejections.is_empty()
    }

    /// Takes the next profile; it is written some time later.
    pub fn add(&mut self, origin: O, profile: Organization) -> Result<(), StoreError> {
        let item = Item::Organization(origin);
        self.rejections.add(&item, self.seen.add(&profile));
        let document = profile.to_json();
        self.chunk_bytes += document.len();
        self.chunk.push(Draft { item, profile, document });
        if self.chunk.len() >= CHUNK || self.chunk_bytes >= CHUNK_BYTES {
            self.write_chunk()?;
        }
        Ok(())
    }

    /// Writes the last of the profiles, and judges what had to wait for them.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        self.write_chunk()?;
        for Deferred { item, unless, violation } in std::mem::take(&mut self.deferred) {
            let may_be_broken = self.is_broken && violation.code == Code::UnknownOrganization;
            if !self.seen.has(&unless) && !may_be_broken {
                self.rejections.add(&item, [violation]);
            }
        }
        Ok(())
    }

    fn write_chunk(&mut self) -> Result<(), StoreError> {
        let drafts = std::mem::take(&mut self.chunk);
        self.chunk_bytes = 0;
        self.reject_taken_slugs(&drafts)?;
        self.defer_unknown_organizations(&drafts)?;
        let passing = self.passing_identifiers(&drafts)?;
        if !self.is_sound() {
            return Ok(());
        }
        let slugs: Vec<&Slug> = drafts.iter().map(|draft| &draft.profile.slug).collect();
        let standing = by_slug(self.writer.organizations(&slugs)?);
        let mut publications = Vec::new();
        for Draft { profile, document, .. } in &drafts {
            let current = standing.get(&profile.slug);
            match current {
                None => self.report.added.push(profile.slug.clone()),
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
        self.writer.release_identifiers(&passing)?;
        self.writer.publish(&publications)
    }

    fn reject_taken_slugs(&mut self, drafts: &[Draft<O>]) -> Result<(), StoreError> {
        let slugs: Vec<&Slug> = drafts.iter().map(|draft| &draft.profile.slug).collect();
        let owners: HashMap<Slug, Slug> = self.writer.former_owners(&slugs)?.into_iter().collect();
        for Draft { item, profile, .. } in drafts {
            let Some(owner) = owners.get(&profile.slug) else { continue };
            let message = format!("`{}` is a former slug of `{owner}`; take another", profile.slug);
            let at = Pointer::Root.key("slug");
            self.rejections.add(item, [Violation::new(&at, Code::SlugTaken, message)]);
        }
        Ok(())
    }

    fn defer_unknown_organizations(&mut self, drafts: &[Draft<O>]) -> Result<(), StoreError> {
        let named = drafts.iter().flat_map(|draft| {
            let named = named_organizations(&draft.profile);
            named.map(|(key, member, slug)| (&draft.item, key, member, slug))
        });
        let mut unseen: Vec<_> = named.filter(|(.., slug)| !self.seen.has(slug)).collect();
        let slugs: Vec<&Slug> = unseen.iter().map(|(.., slug)| *slug).collect();
        let taken = self.writer.slugs_taken(&slugs)?;
        unseen.retain(|(.., slug)| !taken.contains(slug));
        self.deferred.extend(unseen.into_iter().map(|(item, key, member, slug)| {
            let message = format!("the directory has no organization `{slug}`");
            let at = Pointer::Root.key(key);
            let violation = Violation::new(&at.key(member), Code::UnknownOrganization, message);
            Deferred { item: item.clone(), unless: slug.clone(), violation }
        }));
        Ok(())
    }

    /// The identifiers that organizations have which have not come yet. Each
    /// must come, and without it.
    fn passing_identifiers<'d>(
        &mut self,
        drafts: &'d [Draft<O>],
    ) -> Result<Vec<&'d Identifier>, StoreError> {
        let all = drafts.iter().flat_map(|draft| &draft.profile.identifiers);
        let owners = self.writer.identifier_owners(&all.collect::<Vec<_>>())?;
        // An owner that has come has been compared already, with what it will be.
        let unseen = owners.into_iter().filter(|(_, owner)| !self.seen.has(owner));
        let owners: HashMap<Identifier, Slug> = unseen.collect();
        let mut passing = Vec::new();
        for Draft { item, profile, .. } in drafts {
            for (place, identifier) in profile.identifiers.iter().enumerate() {
                let Some(owner) = owners.get(identifier) else { continue };
                let violation = identifier_taken(place, identifier, owner.as_str());
                let (item, unless) = (item.clone(), owner.clone());
                self.deferred.push(Deferred { item, unless, violation });
                passing.push(identifier);
            }
        }
        Ok(passing)
    }

    /// Withdraws every organization that was not loaded.
    pub fn withdraw_missing(&mut self) -> Result<(), StoreError> {
        let mut missing: Vec<Slug> = self.writer.listed_organizations()?;
        missing.retain(|slug| !self.seen.has(slug));
        missing.sort_unstable();
        for slugs in missing.chunks(CHUNK) {
            let standing = by_slug(self.writer.organizations(&slugs.iter().collect::<Vec<_>>())?);
            let mut withdrawn = Vec::new();
            for state in slugs.iter().filter_map(|slug| standing.get(slug)) {
                let profile: Organization = stored(&state.document)?;
                let profile = profile.into_withdrawn(no_longer_loaded()?);
                let document = profile.to_json();
                withdrawn.push((state, profile, document));
            }
            let publications: Vec<Publication<'_>> = withdrawn
                .iter()
                .map(|(state, profile, document)| Publication {
                    current: Some(state),
                    profile,
                    document,
                    is_restored: false,
                })
                .collect();
            self.writer.publish(&publications)?;
        }
        self.report.withdrawn = missing;
        Ok(())
    }
}

fn no_longer_loaded() -> Result<Withdrawal, StoreError> {
    let json = r#"{"reason": "It is no longer among the profiles that the directory loads."}"#;
    stored(json)
}
