//! All organizations, one column for each thing that lists and look-ups ask.
//!
//! A row is the truth of one organization; everything else here is worked out
//! from the rows: who has which value, every order, what leads where, what is
//! called how. It is built at a start in one pass and then changed row by row;
//! a copy shares all that is not changed afterwards (see `arrays`).

pub mod arrays;
pub mod terms;

mod facet;
mod keys;
mod names;
mod orders;
mod pairs;
mod slugs;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::panic;
use std::thread::{self, ScopedJoinHandle};

use tantivy::directory::OwnedBytes;

pub use facet::{Counts, FacetColumn};
pub use names::NameWord;
pub use pairs::Row;

use super::Entry;
use super::lists::filter::Facet;
use super::lists::listing::{Place, Sort, SortField, compare, place};
use super::rows::entry::EntryName;
use arrays::{Chunked, Lists, Sorted};
use keys::Keys;
use names::{Names, beginning};
use pairs::Pairs;
use slugs::Slugs;

/// The status of those that are listed unless a filter says otherwise.
pub const ACTIVE: &str = "active";

/// For each term, itself and the terms it stands below.
pub type Lineages = HashMap<String, Vec<String>>;

/// The terms of both schemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllLineages {
    pub focus_areas: Lineages,
    pub approaches: Lineages,
}

impl AllLineages {
    /// Every term that is one of these or stands below one, with its facet.
    pub fn below<'l>(&'l self, slugs: &'l [String]) -> impl Iterator<Item = (Facet, &'l str)> {
        let schemes = [(Facet::FocusArea, &self.focus_areas), (Facet::Approach, &self.approaches)];
        schemes.into_iter().flat_map(move |(facet, lineages)| {
            let is_below =
                move |lineage: &Vec<String>| lineage.iter().any(|slug| slugs.contains(slug));
            let below = lineages.iter().filter(move |(_, lineage)| is_below(lineage));
            below.map(move |(slug, _)| (facet, slug.as_str()))
        })
    }
}

/// Everything that is known of all organizations.
#[derive(Clone, Default)]
pub struct Columns {
    rows: Chunked<OwnedBytes>,
    times: Chunked<Times>,
    facets: [FacetColumn; Facet::ALL.len()],
    pairs: Pairs,
    research: Lists,
    help: Lists,
    orders: Vec<(Sort, Sorted<u32>)>,
    keys: Keys,
    slugs: Slugs,
    names: Names,
}

/// The numbers that filters and orders compare.
#[derive(Clone, Copy)]
pub struct Times {
    /// The first letters of its slug, as a number in their order.
    slug: u64,
    /// The same of the name it is ordered by.
    name: u64,
    /// Microseconds since the epoch.
    pub updated_at: i64,
    /// Days since the epoch.
    pub verified_at: Option<i32>,
    pub founded: Option<i16>,
}

impl Times {
    fn of(entry: &Entry<'_>) -> Self {
        Self {
            slug: beginning(entry.slug()),
            name: beginning(entry.name_key()),
            updated_at: entry.updated_micros(),
            verified_at: entry.verified_at().and_then(|day| day.try_into().ok()),
            founded: entry.founded().and_then(|year| year.try_into().ok()),
        }
    }
}

impl Columns {
    /// The columns of these rows, which stand in the order of their numbers.
    pub fn build(rows: Vec<OwnedBytes>, lineages: &AllLineages) -> Self {
        let mut this = Self::default();
        let entries: Vec<Entry<'_>> = rows.iter().map(|row| Entry::of(row)).collect();
        // They do not depend on each other: a start is as long as the longest.
        thread::scope(|scope| {
            let names = scope.spawn(|| Names::build(&entries));
            let orders = scope.spawn(|| (orders::build(&entries), Slugs::build(&entries)));
            for (row, entry) in rows.iter().zip(&entries) {
                this.put_values(row, lineages);
                this.put_keys(entry);
            }
            this.names = made(names);
            (this.orders, this.slugs) = made(orders);
        });
        this
    }

    /// Sets the row of an organization, new or known.
    pub fn put(&mut self, row: OwnedBytes, lineages: &AllLineages) {
        let new = Entry::of(&row);
        let number = new.number();
        if let Some(old) = self.rows.get(number as usize).cloned() {
            let known = Entry::of(&old);
            match new.change().cmp(&known.change()) {
                // It comes once more, with a newer one behind it.
                Ordering::Less => return,
                // The same at another place: in a file instead of in memory.
                Ordering::Equal if *old == *row => return self.rows.put(number as usize, row),
                _ => self.take_out(&known),
            }
        }
        self.put_values(&row, lineages);
        let entry = Entry::of(&row);
        self.put_keys(&entry);
        let mut slugs = std::mem::take(&mut self.slugs);
        slugs.insert(&entry, |number| self.entry(number));
        self.slugs = slugs;
        let mut names = std::mem::take(&mut self.names);
        names.insert(&entry, |number| self.entry(number));
        self.names = names;
        let mut orders = std::mem::take(&mut self.orders);
        if orders.is_empty() {
            orders = Sort::all().map(|sort| (sort, Sorted::default())).collect();
        }
        for (sort, order) in &mut orders {
            let new = place(&entry, sort.field);
            let before = |&other: &u32| compare(&self.place(other, *sort), &new, *sort).is_lt();
            order.insert(number, before);
        }
        self.orders = orders;
    }

    /// Takes an entry out of all that is ordered; the columns by number are
    /// overwritten afterwards.
    fn take_out(&mut self, old: &Entry<'_>) {
        let number = old.number();
        for key in std::iter::once(old.slug()).chain(old.aliases()) {
            self.keys.remove(key, number);
        }
        let mut slugs = std::mem::take(&mut self.slugs);
        slugs.remove(old, |number| self.entry(number));
        self.slugs = slugs;
        let mut names = std::mem::take(&mut self.names);
        names.remove(old, |number| self.entry(number));
        self.names = names;
        let mut orders = std::mem::take(&mut self.orders);
        for (sort, order) in &mut orders {
            let standing = place(old, sort.field);
            let before =
                |&other: &u32| compare(&self.place(other, *sort), &standing, *sort).is_lt();
            order.remove(before, |&other| other == number);
        }
        self.orders = orders;
    }

    /// Sets what is kept by number.
    fn put_values(&mut self, row: &OwnedBytes, lineages: &AllLineages) {
        let entry = Entry::of(row);
        let number = entry.number();
        if self.is_active(number) {
            self.pairs.count(number, &self.facets, -1);
        }
        for facet in Facet::ALL {
            let column = &mut self.facets[facet as usize];
            match facet {
                Facet::FocusArea => {
                    column.put(number, wide(entry.focus_areas(), &lineages.focus_areas));
                }
                Facet::Approach => {
                    column.put(number, wide(entry.approaches(), &lineages.approaches));
                }
                Facet::Country => column.put(number, entry.countries()),
                Facet::WayToHelp => column.put(number, entry.ways_to_help()),
                Facet::Affiliation => column.put(number, entry.affiliation().into_iter()),
                Facet::Status => column.put(number, std::iter::once(entry.status())),
            }
        }
        if self.is_active(number) {
            self.pairs.count(number, &self.facets, 1);
        }
        self.research.put(number, &entry.research().collect::<Vec<_>>());
        self.help.put(number, &entry.help().collect::<Vec<_>>());
        self.times.put(number as usize, Times::of(&entry));
        self.rows.put(number as usize, row.clone());
    }

    fn place(&self, number: u32, sort: Sort) -> Place<'_> {
        place(&self.entry(number), sort.field)
    }

    fn put_keys(&mut self, entry: &Entry<'_>) {
        for key in std::iter::once(entry.slug()).chain(entry.aliases()) {
            self.keys.insert(key, entry.number());
        }
    }

    fn is_active(&self, number: u32) -> bool {
        let active = self.facet(Facet::Status).having(ACTIVE);
        active.is_some_and(|active| active.contains(number))
    }

    /// How many active organizations have which values together.
    pub fn pairs(&self) -> &Pairs {
        &self.pairs
    }

    /// How many organizations there are, withdrawn ones too.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The rows, in the order of their numbers.
    pub fn rows(&self) -> impl Iterator<Item = &OwnedBytes> {
        self.rows.iter()
    }

    pub fn entry(&self, number: u32) -> Entry<'_> {
        Entry::of(self.rows.get(number as usize).map_or(&[], |row| row.as_slice()))
    }

    pub fn times(&self) -> impl Iterator<Item = &Times> {
        self.times.iter()
    }

    pub fn times_of(&self, number: u32) -> Option<&Times> {
        self.times.get(number as usize)
    }

    /// A number for the place of an organization in an order: of two that
    /// differ, the smaller one's stands before; of equal ones the rows must be
    /// compared.
    pub fn rough_place(&self, number: u32, sort: Sort) -> u64 {
        let Some(times) = self.times.get(number as usize) else { return u64::MAX };
        let (value, is_there) = match sort.field {
            SortField::Relevance => (0, true),
            SortField::Name => (times.name, true),
            SortField::Founded => orders::unsigned(times.founded.map(i64::from)),
            SortField::UpdatedAt => orders::unsigned(Some(times.updated_at)),
            SortField::VerifiedAt => orders::unsigned(times.verified_at.map(i64::from)),
        };
        match (is_there, sort.descending) {
            (false, _) => u64::MAX,
            (true, false) => value,
            (true, true) => !value,
        }
    }

    /// The first letters of a slug, as a number in their order.
    pub fn slug_beginning(&self, number: u32) -> u64 {
        self.times.get(number as usize).map_or(u64::MAX, |times| times.slug)
    }

    pub fn facet(&self, facet: Facet) -> &FacetColumn {
        &self.facets[facet as usize]
    }

    /// For each organization the codes of its research.
    pub fn research(&self) -> &Lists {
        &self.research
    }

    /// For each organization the codes of its ways to help.
    pub fn help(&self) -> &Lists {
        &self.help
    }

    pub fn order(&self, sort: Sort) -> Option<&Sorted<u32>> {
        self.orders.iter().find(|(order, _)| *order == sort).map(|(_, order)| order)
    }

    /// Who has a key: a slug, a former slug or an identifier in its normal form.
    pub fn find(&self, key: &str) -> Option<Entry<'_>> {
        let is_its = |number: u32| {
            let entry = self.entry(number);
            entry.slug() == key || entry.aliases().any(|alias| alias == key)
        };
        self.keys.find(key, is_its).map(|number| self.entry(number))
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The slugs from the first that is not before `from` and is behind all that
    /// begin with `behind`, in order.
    pub fn slugs<'c>(
        &'c self,
        from: &str,
        behind: Option<&str>,
    ) -> impl Iterator<Item = &'c str> + use<'c> {
        let numbers = self.slugs.from(from, behind, &|number| self.entry(number).slug());
        numbers.map(|number| self.entry(number).slug())
    }

    /// The names that begin with a folded text, with whose they are, in order.
    pub fn names_beginning<'c>(
        &'c self,
        text: &str,
    ) -> impl Iterator<Item = (Entry<'c>, EntryName<'c>)> {
        let from = self.names.from(text, &|number| self.entry(number));
        let named = from.filter_map(|at| {
            let entry = self.entry(at.number);
            Some((entry, at.of(&entry)?))
        });
        named.take_while(move |(_, name)| name.folded.starts_with(text))
    }
}

/// What a thread has made.
fn made<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|cause| panic::resume_unwind(cause))
}

/// Terms, and those they stand below; some may come twice.
fn wide<'v>(
    terms: impl Iterator<Item = &'v str>,
    lineages: &'v Lineages,
) -> impl Iterator<Item = &'v str> {
    terms.filter_map(|term| lineages.get(term)).flatten().map(String::as_str)
}
