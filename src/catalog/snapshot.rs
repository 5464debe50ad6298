//! What readers see: one state of the directory, held for the length of an
//! answer.

use std::sync::Arc;

use bytes::Bytes;

use super::answers::cache::Cache;
use super::answers::render::written_length;
use super::columns::Columns;
use super::index::searcher::IndexSearcher;
use super::lists::buckets::Buckets;
use super::search::labels::Labels;
use super::{Answer, CatalogError, Encoding, Entry, Facet};
use crate::domain::{Organization, Position, Slug, TermScheme, Vocabulary, read_stored};

/// One state of the directory.
///
/// Organizations are numbered in the order in which the index met them; sets of
/// them are bits.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) position: Position,
    pub(super) vocabulary: Arc<Vocabulary>,
    pub(super) labels: Arc<Labels>,
    pub(super) columns: Columns,
    pub(super) buckets: Arc<Buckets>,
    pub(super) index: IndexSearcher,
    pub(super) cache: Arc<Cache>,
}

/// What a key leads to.
pub enum Found<'s> {
    /// The key is the organization's slug.
    Organization(Entry<'s>),
    /// The key is a former slug or an identifier of this one.
    Moved(Entry<'s>),
    Nothing,
}

impl Snapshot {
    /// How far the changes in here reach.
    pub fn position(&self) -> &Position {
        &self.position
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn entry(&self, number: u32) -> Entry<'_> {
        self.columns.entry(number)
    }

    /// What a key leads to: a slug, a former slug or an identifier in its
    /// normal form.
    pub fn find(&self, key: &str) -> Found<'_> {
        match self.columns.find(key) {
            Some(entry) if entry.slug() == key => Found::Organization(entry),
            Some(entry) => Found::Moved(entry),
            None => Found::Nothing,
        }
    }

    /// A profile as it is sent.
    pub fn profile(&self, entry: &Entry<'_>, encoding: Encoding) -> Answer {
        self.cache.get_or_make(entry.change(), encoding, || {
            let document = Bytes::copy_from_slice(entry.document());
            Answer::new(document, encoding, Some(entry.revision()), entry.updated_at())
        })
    }

    /// A profile with its parts, for who shows them one by one.
    ///
    /// # Errors
    ///
    /// When what the index has is no profile.
    pub fn organization(&self, entry: &Entry<'_>) -> Result<Organization, CatalogError> {
        let document = entry.document();
        let written = written_length(document).and_then(|length| document.get(..length));
        let text = std::str::from_utf8(written.unwrap_or_default());
        let text = text.map_err(|err| CatalogError::Document(err.to_string()))?;
        read_stored(&format!("{text}}}")).map_err(CatalogError::Document)
    }

    /// Some keys of a profile, as an object.
    pub fn fields(&self, entry: &Entry<'_>, keys: &[String]) -> Vec<u8> {
        super::json::pick(entry.document(), keys)
    }

    /// How many active organizations a term stands for, those below it included.
    pub fn term_count(&self, scheme: TermScheme, slug: &Slug) -> usize {
        let having = self.columns.facet(Facet::of(scheme)).having(slug.as_str());
        having.map_or(0, |having| having.count_in(&self.active()))
    }

    /// Every country where an active organization works, by code, and how many do.
    pub fn countries(&self) -> Vec<(&str, usize)> {
        let active = self.active();
        let values = self.columns.facet(Facet::Country).values();
        let mut counted: Vec<(&str, usize)> = values
            .map(|(code, having)| (code, having.count_in(&active)))
            .filter(|(_, count)| *count > 0)
            .collect();
        counted.sort_unstable();
        counted
    }

    /// How many organizations are not withdrawn.
    pub fn organization_count(&self) -> usize {
        let withdrawn = self.columns.facet(Facet::Status).having("withdrawn");
        self.columns.len() - withdrawn.map_or(0, |set| set.count())
    }
}
