//! What readers see: one state of the directory, held for the length of an
//! answer.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use fixedbitset::FixedBitSet;

use super::cache::Cache;
use super::index::{IndexSearcher, Reading};
use super::listing::{compare, place};
use super::terms::{lineages, vocabulary};
use super::{Answer, CatalogError, Choice, Encoding, Entry, Facet, Filter, Sort, SortField};
use crate::domain::{Position, Slug, TermScheme, Vocabulary, nearest};

/// One state of the directory.
///
/// Entries are numbered in the order of their names; sets of them are bits.
pub struct Snapshot {
    position: Position,
    searcher: IndexSearcher,
    cache: Arc<Cache>,
    vocabulary: Vocabulary,
    entries: Vec<Entry>,
    /// Slugs, and whose they are.
    slugs: HashMap<String, u32>,
    /// Former slugs and identifiers, and whose they are.
    aliases: HashMap<String, u32>,
    orders: Vec<(Sort, Vec<u32>)>,
    /// For each facet, who has which value.
    postings: [Postings; Facet::ALL.len()],
}

/// For each value of one property, who has it.
#[derive(Default)]
struct Postings(BTreeMap<String, FixedBitSet>);

/// How many matches have each value of a facet.
pub struct FacetCounts<'s> {
    pub values: Vec<(&'s str, usize)>,
    /// How many have none.
    pub missing: usize,
}

/// What a key leads to.
pub enum Found<'s> {
    /// The key is the organization's slug.
    Organization(&'s Entry),
    /// The key is a former slug or an identifier of this one.
    Moved(&'s Entry),
    Nothing,
}

impl Snapshot {
    pub(super) fn new(reading: Reading, cache: Arc<Cache>) -> Self {
        let Reading { position, searcher, mut organizations, terms } = reading;
        organizations
            .sort_unstable_by(|a, b| a.name_key.cmp(&b.name_key).then_with(|| a.slug.cmp(&b.slug)));
        let mut snapshot = Self {
            position,
            searcher,
            cache,
            vocabulary: vocabulary(terms).unwrap_or_default(),
            slugs: HashMap::with_capacity(organizations.len()),
            aliases: HashMap::new(),
            orders: orders(&organizations),
            entries: organizations,
            postings: Default::default(),
        };
        snapshot.number();
        snapshot
    }

    /// Fills the look-ups and sets.
    fn number(&mut self) {
        let focus_areas = lineages(&self.vocabulary, TermScheme::FocusArea);
        let approaches = lineages(&self.vocabulary, TermScheme::Approach);
        let size = self.entries.len();
        for (ordinal, entry) in (0_u32..).zip(&self.entries) {
            self.slugs.insert(entry.slug.clone(), ordinal);
            for alias in &entry.aliases {
                self.aliases.insert(alias.clone(), ordinal);
            }
            for facet in Facet::ALL {
                let values: Vec<&str> = match facet {
                    Facet::FocusArea => with_wider(&focus_areas, &entry.focus_areas),
                    Facet::Approach => with_wider(&approaches, &entry.approaches),
                    Facet::Country => entry.countries.iter().map(String::as_str).collect(),
                    Facet::WayToHelp => entry.ways_to_help.iter().map(String::as_str).collect(),
                    Facet::Affiliation => entry.affiliation.as_deref().into_iter().collect(),
                    Facet::Status => vec![&entry.status],
                };
                for value in values {
                    self.postings[facet as usize].insert(value, ordinal, size);
                }
            }
        }
    }

    /// How far the changes in here reach.
    pub fn position(&self) -> &Position {
        &self.position
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub(super) fn entry(&self, ordinal: u32) -> &Entry {
        &self.entries[ordinal as usize]
    }

    pub(super) fn order(&self, sort: Sort) -> &[u32] {
        let found = self.orders.iter().find(|(order, _)| *order == sort);
        found.map_or(&[], |(_, ordinals)| ordinals)
    }

    /// The slug that was probably meant by one that nobody has. Only those that
    /// begin alike are compared: a directory may be large.
    pub fn meant_by(&self, key: &str) -> Option<&str> {
        let initial = key.chars().next()?.to_ascii_lowercase();
        let slugs = self.entries.iter().map(|entry| entry.slug.as_str());
        nearest(key, slugs.filter(|slug| slug.starts_with(initial)))
    }

    /// What a key leads to: a slug, a former slug or an identifier in its
    /// normal form.
    pub fn find(&self, key: &str) -> Found<'_> {
        if let Some(&ordinal) = self.slugs.get(key) {
            return Found::Organization(self.entry(ordinal));
        }
        match self.aliases.get(key) {
            Some(&ordinal) => Found::Moved(self.entry(ordinal)),
            None => Found::Nothing,
        }
    }

    /// A profile as it is sent.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn profile(&self, entry: &Entry, encoding: Encoding) -> Result<Answer, CatalogError> {
        self.cache.get_or_make(entry.change, encoding, || {
            let document = self.document(entry)?;
            Ok(Answer::new(document, encoding, Some(entry.revision), entry.updated_at()))
        })
    }

    /// A profile as it is answered, not coded and not kept.
    pub fn document(&self, entry: &Entry) -> Result<Bytes, CatalogError> {
        self.searcher.document(&entry.id).map(Bytes::from)
    }

    /// Some keys of a profile, as an object.
    pub fn fields(&self, entry: &Entry, keys: &[String]) -> Result<Vec<u8>, CatalogError> {
        Ok(super::render::pick(&self.document(entry)?, keys))
    }

    /// Who passes a filter.
    pub fn matches(&self, filter: &Filter) -> FixedBitSet {
        self.matches_but(filter, None)
    }

    /// Who passes a filter, whatever it says of one facet.
    fn matches_but(&self, filter: &Filter, ignored: Option<Facet>) -> FixedBitSet {
        let mut matches = FixedBitSet::with_capacity(self.entries.len());
        matches.insert_range(..);
        for facet in Facet::ALL.into_iter().filter(|facet| Some(*facet) != ignored) {
            let choice = filter.choice(facet);
            match facet {
                Facet::Status if choice.is_empty() => {
                    self.postings(facet).narrow(&mut matches, &active());
                }
                facet => self.postings(facet).narrow(&mut matches, choice),
            }
        }
        self.narrow_by_values(&mut matches, filter);
        matches
    }

    /// How many of those who pass a filter have each value of a facet, whatever
    /// the filter says of that facet itself: so a count is what choosing the
    /// value alone would show. The most frequent value comes first; values that
    /// nobody has are left out.
    pub fn count(&self, facet: Facet, filter: &Filter) -> FacetCounts<'_> {
        let matches = self.matches_but(filter, Some(facet));
        let mut missing = matches.clone();
        let mut values = Vec::new();
        for (value, having) in &self.postings(facet).0 {
            missing.difference_with(having);
            let count = having.intersection_count(&matches);
            if count > 0 {
                values.push((value.as_str(), count));
            }
        }
        values.sort_by(|(a, fewer), (b, more)| more.cmp(fewer).then(a.cmp(b)));
        FacetCounts { values, missing: missing.count_ones(..) }
    }

    fn postings(&self, facet: Facet) -> &Postings {
        &self.postings[facet as usize]
    }

    fn narrow_by_values(&self, matches: &mut FixedBitSet, filter: &Filter) {
        let Filter { founded, updated_since, verified_before, .. } = filter;
        if founded.is_none() && updated_since.is_none() && verified_before.is_none() {
            return;
        }
        let since = updated_since.map(|time| time.as_microsecond());
        let before = verified_before.map(|date| i64::from(date.days_since_epoch()));
        for (ordinal, entry) in self.entries.iter().enumerate() {
            let passes = founded
                .is_none_or(|range| entry.founded.is_some_and(|year| range.contains(year)))
                && since.is_none_or(|since| entry.updated_at >= since)
                && before.is_none_or(|before| entry.verified_at.is_some_and(|day| day < before));
            if !passes {
                matches.set(ordinal, false);
            }
        }
    }

    /// How many active organizations a term stands for, those below it included.
    pub fn term_count(&self, scheme: TermScheme, slug: &Slug) -> usize {
        match scheme {
            TermScheme::FocusArea => self.active_with(Facet::FocusArea, slug.as_str()),
            TermScheme::Approach => self.active_with(Facet::Approach, slug.as_str()),
        }
    }

    /// Every country where an active organization works, by code, and how many do.
    pub fn countries(&self) -> Vec<(&str, usize)> {
        let codes = self.postings(Facet::Country).0.keys();
        codes
            .map(|code| (code.as_str(), self.active_with(Facet::Country, code)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    fn active_with(&self, facet: Facet, value: &str) -> usize {
        let active = self.postings(Facet::Status).0.get("active");
        match (self.postings(facet).0.get(value), active) {
            (Some(having), Some(active)) => having.intersection_count(active),
            _ => 0,
        }
    }

    /// How many organizations are not withdrawn.
    pub fn organization_count(&self) -> usize {
        let withdrawn = self.postings(Facet::Status).0.get("withdrawn");
        self.entries.len() - withdrawn.map_or(0, |set| set.count_ones(..))
    }
}

/// Terms, and those they stand below, each once.
fn with_wider<'l>(lineages: &'l BTreeMap<Slug, Vec<Slug>>, terms: &[String]) -> Vec<&'l str> {
    let slugs = terms.iter().filter_map(|term| term.parse::<Slug>().ok());
    let lineages = slugs.filter_map(|slug| lineages.get(&slug));
    lineages.flatten().map(|slug| slug.as_str()).collect()
}

impl Postings {
    fn insert(&mut self, value: &str, ordinal: u32, size: usize) {
        if !self.0.contains_key(value) {
            self.0.insert(value.to_owned(), FixedBitSet::with_capacity(size));
        }
        if let Some(set) = self.0.get_mut(value) {
            set.insert(ordinal as usize);
        }
    }

    /// Takes away from `matches` who does not fit the choice.
    fn narrow(&self, matches: &mut FixedBitSet, choice: &Choice) {
        if !choice.any.is_empty() {
            let mut any = FixedBitSet::with_capacity(matches.len());
            for value in &choice.any {
                if let Some(set) = self.0.get(value) {
                    any.union_with(set);
                }
            }
            matches.intersect_with(&any);
        }
        for value in &choice.none {
            if let Some(set) = self.0.get(value) {
                matches.difference_with(set);
            }
        }
    }
}

/// What a list shows unless it is asked otherwise.
fn active() -> Choice {
    Choice { any: vec!["active".to_owned()], none: Vec::new() }
}

/// Every order of the entries, which stand in the order of their names.
fn orders(entries: &[Entry]) -> Vec<(Sort, Vec<u32>)> {
    let ordinals: Vec<u32> = (0_u32..).take(entries.len()).collect();
    Sort::all()
        .map(|sort| {
            let mut order = ordinals.clone();
            if sort != (Sort { field: SortField::Name, descending: false }) {
                order.sort_by(|&a, &b| {
                    let other = place(&entries[b as usize], sort.field);
                    compare(&entries[a as usize], &other, sort)
                });
            }
            (sort, order)
        })
        .collect()
}
