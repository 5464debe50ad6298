//! A snapshot: one state of the directory, which a reader holds while it answers a request.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::answers::cache::ProfileCache;
use super::columns::Columns;
use super::index::searcher::IndexSearcher;
use super::lists::facet_counts::FacetValues;
use super::lists::items::ItemTotals;
use super::lists::sources::SourceGroup;
use super::long_reads::LongReads;
use super::search::labels::TermLabels;
use super::search::suggest::first_names::FirstNames;
use super::{CatalogError, Encoding, Entry, Facet, Representation, json};
use crate::domain::{
    Identifier, Organization, Position, Slug, TermScheme, Vocabulary, read_stored,
};

/// One state of the directory.
///
/// Organizations are numbered in the order in which they were indexed, and sets of organizations
/// are bit sets of these numbers.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) position: Position,
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) labels: Arc<TermLabels>,
    pub(super) columns: Columns,
    pub(super) facet_values: Arc<FacetValues>,
    pub(super) index: IndexSearcher,
    pub(super) cache: Arc<ProfileCache>,
    pub(super) long_reads: Arc<LongReads>,
    /// The sources of all active organizations, once a reader has asked for them.
    pub(super) sources: OnceLock<Arc<Vec<SourceGroup>>>,
    /// The first organizations for beginnings that were typed.
    pub(super) first_names: Arc<OnceLock<FirstNames>>,
    /// Numbers of items of all active organizations, once a reader has asked for them.
    pub(super) item_totals: OnceLock<ItemTotals>,
}

/// The result of resolving a slug, former slug or identifier.
pub enum KeyResolution<'s> {
    /// The key is the organization's slug.
    Current(Entry<'s>),
    /// The key is a former slug or an identifier of the organization.
    Redirect(Entry<'s>),
    /// No organization has the key.
    Unknown,
}

impl Snapshot {
    /// The last change in the snapshot.
    pub fn position(&self) -> &Position {
        &self.position
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The organization with this number.
    pub fn entry(&self, number: u32) -> Entry<'_> {
        self.columns.entry(number)
    }

    /// Resolves a key: a slug, a former slug or an identifier (`scheme-value`) in any of its forms.
    pub fn resolve_key(&self, key: &str) -> KeyResolution<'_> {
        let identifier = || self.columns.find(&key.parse::<Identifier>().ok()?.key().to_string());
        match self.columns.find(key).or_else(identifier) {
            Some(entry) if entry.slug() == key => KeyResolution::Current(entry),
            Some(entry) => KeyResolution::Redirect(entry),
            None => KeyResolution::Unknown,
        }
    }

    /// The organization with this slug, which may be withdrawn.
    pub fn organization_with_slug(&self, slug: &str) -> Option<Entry<'_>> {
        self.columns.find(slug).filter(|entry| entry.slug() == slug)
    }

    /// The representation of a profile, from the cache if it is there.
    pub fn profile(&self, entry: &Entry<'_>, encoding: Encoding) -> Representation {
        self.cache.get_or_make(entry.change(), encoding, || {
            let document = Bytes::copy_from_slice(entry.document());
            Representation::new(document, encoding, Some(entry.revision()), entry.updated_at())
        })
    }

    /// A profile as a value.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] when the row is not UTF-8, and
    /// [`CatalogError::UnreadableDocument`] when its document is not a profile.
    pub fn organization(&self, entry: &Entry<'_>) -> Result<Organization, CatalogError> {
        let document = String::from_utf8(entry.written_document());
        let document = document.map_err(|err| CatalogError::Damaged(err.to_string()))?;
        read_stored(&document).map_err(CatalogError::UnreadableDocument)
    }

    /// A JSON object with some keys of a profile, in the given order.
    pub fn fields(&self, entry: &Entry<'_>, keys: &[String]) -> Vec<u8> {
        json::pick(entry.document(), keys)
    }

    /// Number of active organizations that have a term or one of its narrower terms.
    pub fn term_count(&self, scheme: TermScheme, slug: &Slug) -> usize {
        let postings = self.columns.facet(Facet::Term(scheme)).postings(slug.as_str());
        postings.map_or(0, |postings| postings.count_in(&self.active()))
    }

    /// The codes of all countries where active organizations work, sorted, each with their number.
    pub fn countries(&self) -> Vec<(&str, usize)> {
        let active = self.active();
        let values = self.columns.facet(Facet::Country).values();
        let mut counted: Vec<(&str, usize)> = values
            .map(|(code, postings)| (code, postings.count_in(&active)))
            .filter(|(_, count)| *count > 0)
            .collect();
        counted.sort_unstable();
        counted
    }

    /// The schemes of the identifiers of all organizations, sorted.
    pub fn identifier_schemes(&self) -> impl Iterator<Item = &str> {
        self.columns.identifier_schemes()
    }

    /// Number of organizations that are not withdrawn.
    pub fn organization_count(&self) -> usize {
        let withdrawn = self.columns.facet(Facet::Status).postings("withdrawn");
        self.columns.len() - withdrawn.map_or(0, |set| set.count())
    }
}
