//! Columns in memory, derived from the rows: facet values and their counts, numbers, sort orders,
//! keys, identifiers, slugs and names.
//!
//! When the index is opened, they come from a file next to the rows (see `saved`), or are built in
//! one pass. Then they are changed row by row. A copy shares everything that does not change afterwards
//! (see `arrays`).

pub mod arrays;
pub mod terms;

mod co_occurrences;
mod facet;
mod identifiers;
mod keys;
pub mod lineages;
mod names;
mod orders;
mod prefix;
pub mod saved;
mod slugs;
mod websites;

use std::cmp::Ordering;
use std::panic;
use std::thread::{self, ScopedJoinHandle};

use tantivy::directory::OwnedBytes;

pub use co_occurrences::CoOccurrenceCounts;
pub use facet::{FacetColumn, ValueCounts};
pub use identifiers::{comparable, parts};
pub use names::NameWord;
pub use websites::Website;

use super::lists::country_roles;
use super::lists::due::urgency;
use super::lists::facet::Facet;
use super::lists::order::{Sort, SortField, SortKey, compare, sort_key};
use super::rows::entry::{AtRisk, EntryName};
use super::{CatalogError, Entry};
use crate::domain::SourceCoverage;
use arrays::{Chunked, Lists, Sorted};
use co_occurrences::CoOccurrences;
use identifiers::Identifiers;
use keys::Keys;
use lineages::AllLineages;
use names::Names;
use prefix::prefix_key;
use saved::{Input, Output};
use slugs::Slugs;

/// The status that a filter without a status means.
pub const ACTIVE: &str = "active";

/// The status of organizations that are listed only if a client asks for them.
pub const WITHDRAWN: &str = "withdrawn";

/// The columns of all organizations.
#[derive(Clone, Default)]
pub struct Columns {
    rows: Chunked<OwnedBytes>,
    numbers: Chunked<Numbers>,
    /// The prefix keys of slugs and of folded names. Separate from `numbers`, because sorting reads
    /// only these, of many organizations.
    slug_prefixes: Chunked<u64>,
    name_prefixes: Chunked<u64>,
    facets: [FacetColumn; Facet::ALL.len()],
    country_roles: FacetColumn,
    co_occurrences: CoOccurrences,
    research_codes: Lists,
    way_to_help_codes: Lists,
    orders: Vec<(Sort, Sorted<u32>)>,
    keys: Keys,
    /// The organizations whose profiles name another one as related, by the slug of that one.
    related: Keys,
    /// The organizations by the host of their website.
    websites: Keys,
    identifiers: Identifiers,
    slugs: Slugs,
    names: Names,
}

/// The numbers of an organization that filters and sort orders compare.
#[derive(Clone, Copy)]
pub struct Numbers {
    /// Microseconds since the epoch.
    pub updated_at: i64,
    /// Days since the epoch.
    pub verified_at: Option<i32>,
    pub founded: Option<i16>,
    /// Numbers of statements with and without sources.
    pub source_coverage: SourceCoverage,
    /// Number of sources.
    pub sources: u16,
    /// Number of sources that the organization published itself.
    pub own_sources: u16,
    /// Number of sources without the day on which they were read.
    pub undated_sources: u16,
    /// The earliest year for which a way to help is known.
    pub oldest_way_to_help: Option<i16>,
    /// The dependence of people at risk on the profile.
    pub at_risk: AtRisk,
}

impl Numbers {
    fn new(entry: &Entry<'_>) -> Self {
        Self {
            updated_at: entry.updated_micros(),
            verified_at: entry.verified_at(),
            founded: entry.founded(),
            source_coverage: entry.source_coverage(),
            sources: u16::try_from(entry.source_count()).unwrap_or(u16::MAX),
            own_sources: u16::try_from(entry.own_source_count()).unwrap_or(u16::MAX),
            undated_sources: u16::try_from(entry.undated_source_count()).unwrap_or(u16::MAX),
            oldest_way_to_help: entry.oldest_way_to_help(),
            at_risk: entry.at_risk(),
        }
    }
}

impl Numbers {
    /// The sort key by urgency of a review.
    fn urgency(&self) -> i64 {
        urgency(self.at_risk, self.verified_at, self.undated_sources)
    }
}

impl Columns {
    /// Builds the columns of all rows, which come in the order of their numbers.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] when a facet has too many values.
    pub fn build(rows: &[OwnedBytes], lineages: &AllLineages) -> Result<Self, CatalogError> {
        let entries: Vec<Entry<'_>> = rows.iter().map(|row| Entry::new(row)).collect();
        Self::build_from_heads(rows, &entries, lineages)
    }

    /// Like [`Columns::build`], without reading the rows. The entries are made from the heads of the
    /// rows.
    pub fn build_from_heads(
        rows: &[OwnedBytes],
        entries: &[Entry<'_>],
        lineages: &AllLineages,
    ) -> Result<Self, CatalogError> {
        let mut this = Self::default();
        // The threads do not depend on each other, so a start takes as long as the slowest.
        thread::scope(|scope| {
            let names = scope.spawn(|| Names::build(entries));
            let orders = scope.spawn(|| (orders::build(entries), Slugs::build(entries)));
            let identifiers = scope.spawn(|| Identifiers::build(entries));
            for (row, entry) in rows.iter().zip(entries) {
                this.put_values(entry, row, lineages)?;
                this.put_keys(entry);
            }
            this.names = join(names);
            (this.orders, this.slugs) = join(orders);
            this.identifiers = join(identifiers);
            Ok(this)
        })
    }

    /// Writes everything but the rows, and the numbers that are quickly read from them.
    pub fn save(&self, output: &mut Output) {
        self.facets.iter().for_each(|facet| facet.save(output));
        self.country_roles.save(output);
        self.co_occurrences.save(output);
        self.research_codes.save(output);
        self.way_to_help_codes.save(output);
        output.length(self.orders.len());
        for (_, order) in &self.orders {
            output.u32s(&order.iter().copied().collect::<Vec<u32>>());
        }
        [&self.keys, &self.related, &self.websites].into_iter().for_each(|keys| keys.save(output));
        self.identifiers.save(output);
        self.slugs.save(output);
        self.names.save(output);
    }

    /// Reads the columns of rows, which come in the order of their numbers. `None` if the input has
    /// another form.
    pub fn load(input: &mut Input<'_>, rows: Vec<OwnedBytes>) -> Option<Self> {
        let mut this = Self::default();
        for facet in &mut this.facets {
            *facet = FacetColumn::load(input)?;
        }
        this.country_roles = FacetColumn::load(input)?;
        this.co_occurrences = CoOccurrences::load(input)?;
        this.research_codes = Lists::load(input)?;
        this.way_to_help_codes = Lists::load(input)?;
        let sorts: Vec<Sort> = Sort::all().collect();
        if input.length()? != sorts.len() {
            return None;
        }
        for sort in sorts {
            this.orders.push((sort, Sorted::from_sorted(&input.u32s()?)));
        }
        for keys in [&mut this.keys, &mut this.related, &mut this.websites] {
            *keys = Keys::load(input)?;
        }
        this.identifiers = Identifiers::load(input)?;
        this.slugs = Slugs::load(input)?;
        this.names = Names::load(input)?;
        for row in rows {
            let entry = Entry::new(&row);
            this.numbers.push(Numbers::new(&entry));
            this.slug_prefixes.push(prefix_key(entry.slug()));
            this.name_prefixes.push(prefix_key(entry.name_key()));
            this.rows.push(row);
        }
        input.is_empty().then_some(this)
    }

    /// Sets the row of an organization, new or known.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] when a facet gets too many values. The columns are then incomplete
    /// and must be dropped.
    pub fn put(&mut self, row: OwnedBytes, lineages: &AllLineages) -> Result<(), CatalogError> {
        let new = Entry::new(&row);
        let number = new.number();
        if let Some(old) = self.rows.get(number as usize).cloned() {
            let known = Entry::new(&old);
            match new.change().cmp(&known.change()) {
                // The row was read again, and a newer one follows.
                Ordering::Less => return Ok(()),
                // The row moved from memory to a file.
                Ordering::Equal if *old == *row => {
                    self.rows.put(number as usize, row);
                    return Ok(());
                }
                _ => self.remove_sorted(&known),
            }
        }
        let entry = Entry::new(&row);
        self.put_values(&entry, &row, lineages)?;
        self.put_keys(&entry);
        let mut slugs = std::mem::take(&mut self.slugs);
        slugs.insert(&entry, |number| self.entry(number));
        self.slugs = slugs;
        let mut names = std::mem::take(&mut self.names);
        names.insert(&entry, |number| self.entry(number));
        self.names = names;
        let mut identifiers = std::mem::take(&mut self.identifiers);
        identifiers.insert(&entry, |number| self.entry(number));
        self.identifiers = identifiers;
        let mut orders = std::mem::take(&mut self.orders);
        if orders.is_empty() {
            orders = Sort::all().map(|sort| (sort, Sorted::default())).collect();
        }
        for (sort, order) in &mut orders {
            let new = sort_key(&entry, sort.field);
            let before = |&other: &u32| compare(&self.sort_key(other, *sort), &new, *sort).is_lt();
            order.insert(number, before);
        }
        self.orders = orders;
        Ok(())
    }

    /// Removes an entry from everything that is sorted. The caller overwrites the columns that are
    /// indexed by number.
    fn remove_sorted(&mut self, old: &Entry<'_>) {
        let number = old.number();
        for key in std::iter::once(old.slug()).chain(old.aliases()) {
            self.keys.remove(key, number);
        }
        for (slug, _) in old.related() {
            self.related.remove(slug, number);
        }
        if let Some(site) = Website::of(old.website()) {
            self.websites.remove(&site.host, number);
        }
        let mut slugs = std::mem::take(&mut self.slugs);
        slugs.remove(old, |number| self.entry(number));
        self.slugs = slugs;
        let mut names = std::mem::take(&mut self.names);
        names.remove(old, |number| self.entry(number));
        self.names = names;
        let mut identifiers = std::mem::take(&mut self.identifiers);
        identifiers.remove(old, |number| self.entry(number));
        self.identifiers = identifiers;
        let mut orders = std::mem::take(&mut self.orders);
        for (sort, order) in &mut orders {
            let key = sort_key(old, sort.field);
            let before = |&other: &u32| compare(&self.sort_key(other, *sort), &key, *sort).is_lt();
            order.remove(before, |&other| other == number);
        }
        self.orders = orders;
    }

    /// Sets the columns that are indexed by number.
    fn put_values(
        &mut self,
        entry: &Entry<'_>,
        row: &OwnedBytes,
        lineages: &AllLineages,
    ) -> Result<(), CatalogError> {
        let number = entry.number();
        if self.is_active(number) {
            self.co_occurrences.count(number, &self.facets, -1);
        }
        for facet in Facet::ALL {
            let values = facet.values_of(entry, lineages).into_iter();
            self.facets[facet.index()].put(number, values)?;
        }
        // Its counts in other roles need the ids of all countries.
        for (country, _) in entry.countries_with_roles() {
            self.facets[Facet::Country.index()].add_value(country)?;
        }
        let values = country_roles::values_of(entry);
        self.country_roles.put(number, values.iter().map(String::as_str))?;
        if self.is_active(number) {
            self.co_occurrences.count(number, &self.facets, 1);
        }
        self.research_codes.put(number, &entry.research_codes().collect::<Vec<_>>());
        self.way_to_help_codes.put(number, &entry.way_to_help_codes().collect::<Vec<_>>());
        self.numbers.put(number as usize, Numbers::new(entry));
        self.slug_prefixes.put(number as usize, prefix_key(entry.slug()));
        self.name_prefixes.put(number as usize, prefix_key(entry.name_key()));
        self.rows.put(number as usize, row.clone());
        Ok(())
    }

    fn sort_key(&self, number: u32, sort: Sort) -> SortKey<'_> {
        sort_key(&self.entry(number), sort.field)
    }

    fn put_keys(&mut self, entry: &Entry<'_>) {
        for key in std::iter::once(entry.slug()).chain(entry.aliases()) {
            self.keys.insert(key, entry.number());
        }
        for (slug, _) in entry.related() {
            self.related.insert(slug, entry.number());
        }
        if let Some(site) = Website::of(entry.website()) {
            self.websites.insert(&site.host, entry.number());
        }
    }

    fn is_active(&self, number: u32) -> bool {
        let active = self.facet(Facet::Status).postings(ACTIVE);
        active.is_some_and(|active| active.contains(number))
    }

    pub fn co_occurrences(&self) -> &CoOccurrences {
        &self.co_occurrences
    }

    /// Number of organizations, including withdrawn ones.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows, in the order of their numbers.
    pub fn rows(&self) -> impl Iterator<Item = &OwnedBytes> {
        self.rows.iter()
    }

    pub fn entry(&self, number: u32) -> Entry<'_> {
        Entry::new(self.rows.get(number as usize).map_or(&[], |row| row.as_slice()))
    }

    /// The numbers of all organizations, in the order of theirs in the catalog.
    pub fn numbers(&self) -> impl Iterator<Item = &Numbers> {
        self.numbers.iter()
    }

    pub fn numbers_of(&self, number: u32) -> Option<&Numbers> {
        self.numbers.get(number as usize)
    }

    /// An approximation of a sort key as one number. Unequal numbers compare as the sort keys do;
    /// equal numbers decide nothing.
    pub fn rough_sort_key(&self, number: u32, sort: Sort) -> u64 {
        let of_numbers = |value: fn(&Numbers) -> Option<i64>| {
            orders::unsigned(self.numbers.get(number as usize).and_then(value))
        };
        let name_prefix = || self.name_prefixes.get(number as usize).copied();
        let (value, is_known) = match sort.field {
            SortField::Relevance | SortField::Key => (0, true),
            SortField::Name => (name_prefix().unwrap_or(u64::MAX), true),
            SortField::Founded => of_numbers(|it| it.founded.map(i64::from)),
            SortField::UpdatedAt => of_numbers(|it| Some(it.updated_at)),
            SortField::VerifiedAt => of_numbers(|it| it.verified_at.map(i64::from)),
            SortField::Due => of_numbers(|it| Some(it.urgency())),
        };
        match (is_known, sort.descending) {
            (false, _) => u64::MAX,
            (true, false) => value,
            (true, true) => !value,
        }
    }

    /// The prefix key of a slug.
    pub fn slug_prefix(&self, number: u32) -> u64 {
        self.slug_prefixes.get(number as usize).copied().unwrap_or(u64::MAX)
    }

    pub fn facet(&self, facet: Facet) -> &FacetColumn {
        &self.facets[facet.index()]
    }

    /// The countries of each organization with their roles; see `lists/country_roles.rs`.
    pub fn country_roles(&self) -> &FacetColumn {
        &self.country_roles
    }

    /// For each organization, the codes of its links to research.
    pub fn research_codes(&self) -> &Lists {
        &self.research_codes
    }

    /// For each organization, the codes of its ways to help.
    pub fn way_to_help_codes(&self) -> &Lists {
        &self.way_to_help_codes
    }

    /// All organizations in a sort order; `None` for relevance.
    pub fn order(&self, sort: Sort) -> Option<&Sorted<u32>> {
        self.orders.iter().find(|(order, _)| *order == sort).map(|(_, order)| order)
    }

    /// The organization that has a key: a slug, a former slug or the key of an identifier.
    pub fn find(&self, key: &str) -> Option<Entry<'_>> {
        let has_key = |number: u32| {
            let entry = self.entry(number);
            entry.slug() == key || entry.aliases().any(|alias| alias == key)
        };
        self.keys.find(key, has_key).map(|number| self.entry(number))
    }

    /// The organizations whose profiles name this slug as related, each with the relation that they
    /// write, in the order of the slugs.
    pub fn naming<'c>(&'c self, slug: &str) -> Vec<(Entry<'c>, &'c str)> {
        let mut numbers: Vec<u32> = self.related.candidates(slug).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut naming = Vec::new();
        for entry in numbers.into_iter().map(|number| self.entry(number)) {
            let relations = entry.related().filter(|(named, _)| *named == slug);
            naming.extend(relations.map(|(_, relation)| (entry, relation)));
        }
        naming.sort_by_key(|(entry, _)| entry.slug());
        naming
    }

    /// The organizations with a website on this host, at most `max`; see [`Website`].
    pub fn on_host(&self, host: &str, max: usize) -> Vec<(Entry<'_>, Website)> {
        let candidates = self.websites.candidates(host).map(|number| self.entry(number));
        let sites = candidates.filter_map(|entry| Some((entry, Website::of(entry.website())?)));
        sites.filter(|(_, site)| site.host == host).take(max).collect()
    }

    /// The identifiers whose [`comparable`] values begin with a comparable text, in order, with
    /// their organizations.
    pub fn identifiers_with_prefix<'c>(
        &'c self,
        prefix: &str,
    ) -> impl Iterator<Item = (Entry<'c>, &'c str)> {
        let from = self.identifiers.from(prefix, &|number| self.entry(number));
        let identifiers = from.filter_map(|found| {
            let entry = self.entry(found.number);
            Some((entry, found.of(&entry)?))
        });
        identifiers.take_while(move |(_, found)| comparable(parts(found).1).starts_with(prefix))
    }

    /// The schemes of all identifiers, sorted; also those of withdrawn organizations.
    pub fn identifier_schemes(&self) -> impl Iterator<Item = &str> {
        self.identifiers.schemes()
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The slugs in order, without slugs before `from` and without slugs that begin with
    /// `after_prefix` or sort before those that do.
    pub fn slugs<'c>(
        &'c self,
        from: &str,
        after_prefix: Option<&str>,
    ) -> impl Iterator<Item = &'c str> + use<'c> {
        let numbers = self.slugs.from(from, after_prefix, &|number| self.entry(number).slug());
        numbers.map(|number| self.entry(number).slug())
    }

    /// The names that begin with a folded prefix, in order, with their organizations.
    pub fn names_with_prefix<'c>(
        &'c self,
        prefix: &str,
    ) -> impl Iterator<Item = (Entry<'c>, EntryName<'c>)> {
        let from = self.names.from(prefix, &|number| self.entry(number));
        let names = from.filter_map(|name| {
            let entry = self.entry(name.number);
            Some((entry, name.of(&entry)?))
        });
        names.take_while(move |(_, name)| name.folded.starts_with(prefix))
    }
}

/// The result of a thread. A panic of it continues in this thread.
fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|cause| panic::resume_unwind(cause))
}
