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
use super::{Answer, CatalogError, Choice, Encoding, Entry, Filter, Sort, SortField};
use crate::domain::{Position, Slug, TermScheme, Vocabulary};

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
    focus_areas: Postings,
    approaches: Postings,
    countries: Postings,
    ways_to_help: Postings,
    affiliations: Postings,
    statuses: Postings,
}

/// For each value of one property, who has it.
#[derive(Default)]
struct Postings(BTreeMap<String, FixedBitSet>);

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
            focus_areas: Postings::default(),
            approaches: Postings::default(),
            countries: Postings::default(),
            ways_to_help: Postings::default(),
            affiliations: Postings::default(),
            statuses: Postings::default(),
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
            let mut put = |postings: &mut Postings, value: &str| {
                let set = postings.0.entry(value.to_owned());
                set.or_insert_with(|| FixedBitSet::with_capacity(size)).insert(ordinal as usize);
            };
            let put_terms = |postings: &mut Postings,
                             lineages: &BTreeMap<Slug, Vec<Slug>>,
                             terms: &[String],
                             put: &mut dyn FnMut(&mut Postings, &str)| {
                for term in terms {
                    let lineage = term.parse::<Slug>().ok().and_then(|slug| lineages.get(&slug));
                    for slug in lineage.into_iter().flatten() {
                        put(postings, slug.as_str());
                    }
                }
            };
            put_terms(&mut self.focus_areas, &focus_areas, &entry.focus_areas, &mut put);
            put_terms(&mut self.approaches, &approaches, &entry.approaches, &mut put);
            entry.countries.iter().for_each(|country| put(&mut self.countries, country));
            entry.ways_to_help.iter().for_each(|kind| put(&mut self.ways_to_help, kind));
            entry.affiliation.iter().for_each(|kind| put(&mut self.affiliations, kind));
            put(&mut self.statuses, &entry.status);
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
        let mut matches = FixedBitSet::with_capacity(self.entries.len());
        matches.insert_range(..);
        for (postings, choice) in [
            (&self.focus_areas, &filter.focus_area),
            (&self.approaches, &filter.approach),
            (&self.countries, &filter.country),
            (&self.ways_to_help, &filter.way_to_help),
            (&self.affiliations, &filter.affiliation),
            (&self.statuses, &filter.status),
        ] {
            postings.narrow(&mut matches, choice);
        }
        if filter.status.is_empty() {
            self.statuses.narrow(&mut matches, &active());
        }
        self.narrow_by_values(&mut matches, filter);
        matches
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
            TermScheme::FocusArea => self.active_with(&self.focus_areas, slug.as_str()),
            TermScheme::Approach => self.active_with(&self.approaches, slug.as_str()),
        }
    }

    /// Every country where an active organization works, by code, and how many do.
    pub fn countries(&self) -> Vec<(&str, usize)> {
        let codes = self.countries.0.keys();
        codes
            .map(|code| (code.as_str(), self.active_with(&self.countries, code)))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    fn active_with(&self, postings: &Postings, value: &str) -> usize {
        match (postings.0.get(value), self.statuses.0.get("active")) {
            (Some(having), Some(active)) => having.intersection_count(active),
            _ => 0,
        }
    }

    /// How many organizations are not withdrawn.
    pub fn organization_count(&self) -> usize {
        let withdrawn = self.statuses.0.get("withdrawn").map_or(0, |set| set.count_ones(..));
        self.entries.len() - withdrawn
    }
}

impl Postings {
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
