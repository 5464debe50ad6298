//! The values of one property: for each value its postings, for each organization its values.

use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::arrays::{BitCounts, Bits, Chunked, Lists, Matches};
use super::saved::{Input, Output};
use crate::catalog::CatalogError;
use crate::catalog::lists::filter::Choice;

/// One property of all organizations. A value's id is its index in the order of appearance.
#[derive(Clone, Default)]
pub struct FacetColumn {
    values: Vec<Value>,
    /// The ids of the values, by the hashes of their names.
    ids: Arc<HashTable<u16>>,
    lists: Lists,
    /// The values of each organization as bits, as long as there are few values: see
    /// [`Self::has_masks`].
    masks: Chunked<u64>,
    /// The organizations that have at least one value.
    any: Bits,
}

#[derive(Clone)]
struct Value {
    name: Arc<str>,
    /// Number of other values whose names sort before this one.
    rank: u16,
    /// The organizations that have the value.
    postings: Bits,
}

/// The number of matches for each value.
pub struct ValueCounts {
    /// Indexed by the id of the value.
    pub counts: Vec<u32>,
    /// Number of matches that have no value.
    pub missing: usize,
}

/// The values with these ids as bits.
fn mask(ids: &[u16]) -> u64 {
    ids.iter().fold(0, |mask, id| mask | 1 << id)
}

/// Maximum number of values of one property: as many as there are ids.
const MAX_VALUES: usize = 1 << u16::BITS;

impl FacetColumn {
    /// Sets the values of an organization. A value may be given twice.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] when a new value is one too many.
    pub fn put<'v>(
        &mut self,
        number: u32,
        values: impl Iterator<Item = &'v str>,
    ) -> Result<(), CatalogError> {
        let list: Result<Vec<u16>, _> = values.map(|value| self.id_or_new(value)).collect();
        let mut list = list?;
        list.sort_unstable();
        list.dedup();
        let before = self.lists.get(number).to_vec();
        for id in before.iter().filter(|id| !list.contains(id)) {
            self.values[usize::from(*id)].postings.remove(number);
        }
        for id in list.iter().filter(|id| !before.contains(id)) {
            self.values[usize::from(*id)].postings.insert(number);
        }
        if list.is_empty() {
            self.any.remove(number)
        } else {
            self.any.insert(number)
        }
        self.lists.put(number, &list);
        if self.has_masks() {
            self.masks.put(number as usize, mask(&list));
        } else {
            self.masks = Chunked::default();
        }
        Ok(())
    }

    /// Whether a bit mask has room for the values. Counting masks is faster than counting lists.
    fn has_masks(&self) -> bool {
        self.values.len() <= u64::BITS as usize
    }

    /// Adds a value that an organization may get, unless it is there.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] when it is one too many.
    pub fn add_value(&mut self, name: &str) -> Result<(), CatalogError> {
        self.id_or_new(name).map(drop)
    }

    fn id_or_new(&mut self, name: &str) -> Result<u16, CatalogError> {
        if let Some(id) = self.id(name) {
            return Ok(id);
        }
        let too_many = |_| CatalogError::TooMany { what: "values of a facet", max: MAX_VALUES };
        let id = u16::try_from(self.values.len()).map_err(too_many)?;
        let mut rank = 0;
        for other in &mut self.values {
            if *other.name < *name { rank += 1 } else { other.rank += 1 }
        }
        self.values.push(Value { name: name.into(), rank, postings: Bits::default() });
        let values = &self.values;
        let hash_of = |id: &u16| hash(&values[usize::from(*id)].name);
        Arc::make_mut(&mut self.ids).insert_unique(hash(name), id, hash_of);
        Ok(id)
    }

    pub fn save(&self, output: &mut Output) {
        output.length(self.values.len());
        for value in &self.values {
            output.text(&value.name);
            output.u16(value.rank);
        }
        self.lists.save(output);
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let mut this = Self::default();
        let ids = Arc::make_mut(&mut this.ids);
        for _ in 0..input.length()? {
            let id = u16::try_from(this.values.len()).ok()?;
            let (name, rank) = (input.text()?, input.u16()?);
            this.values.push(Value { name: name.into(), rank, postings: Bits::default() });
            let values = &this.values;
            let hash_of = |id: &u16| hash(&values[usize::from(*id)].name);
            ids.insert_unique(hash(name), id, hash_of);
        }
        this.lists = Lists::load(input)?;
        for (number, list) in (0..).zip(this.lists.iter()) {
            for id in list {
                this.values.get_mut(usize::from(*id))?.postings.insert(number);
            }
            if !list.is_empty() {
                this.any.insert(number);
            }
            if this.has_masks() {
                this.masks.push(mask(list));
            }
        }
        Some(this)
    }

    /// The id of a value that an organization has or had.
    pub fn id(&self, name: &str) -> Option<u16> {
        let is_it = |id: &u16| *self.values[usize::from(*id)].name == *name;
        self.ids.find(hash(name), is_it).copied()
    }

    /// The organizations that have a value.
    pub fn postings(&self, name: &str) -> Option<&Bits> {
        self.postings_of(self.id(name)?)
    }

    /// The organizations that have the value with this id.
    pub fn postings_of(&self, id: u16) -> Option<&Bits> {
        self.values.get(usize::from(id)).map(|value| &value.postings)
    }

    /// The name of the value with this id.
    pub fn name(&self, id: u16) -> Option<&str> {
        self.values.get(usize::from(id)).map(|value| &*value.name)
    }

    /// The ids of an organization's values.
    pub fn list(&self, number: u32) -> &[u16] {
        self.lists.get(number)
    }

    /// The ids of values with their counts, the most frequent first, then by name; without values
    /// whose count is 0. `counts` is indexed by value id.
    pub fn by_frequency(&self, counts: &[u32]) -> Vec<(u16, u32)> {
        let counted = (0..).zip(&self.values).zip(counts).filter(|(_, count)| **count > 0);
        // One number is quick to compare: the highest count, then the lowest rank, then the id.
        let order = |((id, value), &count): ((u16, &Value), &u32)| {
            u64::from(u32::MAX - count) << 32 | u64::from(value.rank) << 16 | u64::from(id)
        };
        let mut order: Vec<u64> = counted.map(order).collect();
        order.sort_unstable();
        order.into_iter().map(|it| (it as u16, u32::MAX - (it >> 32) as u32)).collect()
    }

    /// Every value that an organization has or had, with its postings, in the order of the ids.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Bits)> {
        self.values.iter().map(|value| (&*value.name, &value.postings))
    }

    /// Retains the `matches` that pass a choice.
    pub fn retain(&self, matches: &mut Matches, choice: &Choice, size: usize) {
        match (choice.any.as_slice(), choice.together.as_slice()) {
            ([], []) => {}
            ([value], []) => self.retain_one(matches, value, size),
            (values, combinations) => {
                let mut any = Matches::none(size);
                for postings in values.iter().filter_map(|value| self.postings(value)) {
                    any.or_bits(postings);
                }
                for combination in combinations {
                    let mut all = matches.clone();
                    for value in combination {
                        self.retain_one(&mut all, value, size);
                    }
                    any.or(&all);
                }
                matches.and(&any);
            }
        }
        for postings in choice.none.iter().filter_map(|value| self.postings(value)) {
            matches.and_not_bits(postings);
        }
    }

    fn retain_one(&self, matches: &mut Matches, value: &str, size: usize) {
        match self.postings(value) {
            Some(postings) => matches.and_bits(postings),
            None => *matches = Matches::none(size),
        }
    }

    /// Counts the `matches`, which are `total`, that have each value. Few matches are looked up one
    /// by one; of many, the sets are intersected.
    pub fn count(&self, matches: &Matches, total: usize) -> ValueCounts {
        // Looking up the list or the mask of one match costs as much as intersecting this many
        // words.
        const LIST_COST: usize = 16;
        const MASK_COST: usize = 12;
        let intersecting = self.values.len() * matches.words().len();
        if self.has_masks() && total * MASK_COST < intersecting {
            return self.count_masks(matches);
        }
        if total * LIST_COST < intersecting {
            return self.count_one_by_one(matches);
        }
        let count = |value: &Value| {
            let count = value.postings.count_in(matches);
            u32::try_from(count).expect("organizations are numbered with `u32`")
        };
        let counts = self.values.iter().map(count);
        ValueCounts { counts: counts.collect(), missing: total - self.any.count_in(matches) }
    }

    fn count_masks(&self, matches: &Matches) -> ValueCounts {
        let (mut counts, mut missing) = (BitCounts::new(), 0);
        self.masks.each(matches, |&mask| {
            missing += usize::from(mask == 0);
            counts.add(mask);
        });
        ValueCounts { counts: counts.finish(self.values.len()), missing }
    }

    fn count_one_by_one(&self, matches: &Matches) -> ValueCounts {
        let mut counts = vec![0; self.values.len()];
        let mut missing = 0;
        self.lists.each(matches, |list| {
            missing += usize::from(list.is_empty());
            for &id in list {
                if let Some(count) = counts.get_mut(usize::from(id)) {
                    *count += 1;
                }
            }
        });
        ValueCounts { counts, missing }
    }
}

fn hash(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of an organization, of at most `max`.
    fn values(number: u32, max: u32) -> Vec<String> {
        let wanted = |value: &u32| (number * 7 + value * 13).is_multiple_of(11);
        (0..max).filter(wanted).map(|value| format!("v{value}")).collect()
    }

    #[test]
    fn every_way_of_counting_gives_the_same_counts() {
        for max in [8, 64, 65, 200] {
            let mut column = FacetColumn::default();
            // Some organizations are written again and get the values of others.
            for (number, like) in (0..3000).map(|it| (it, it)).chain([(5, 6), (1024, 3), (2999, 1)])
            {
                let values = values(like, max);
                column.put(number, values.iter().map(String::as_str)).unwrap();
            }
            for step in [1, 3, 500] {
                let mut matches = Matches::none(3000);
                (0..3000).step_by(step).for_each(|number| matches.insert(number));
                let one_by_one = column.count_one_by_one(&matches);
                let counted = column.count(&matches, matches.count());
                assert_eq!(counted.counts, one_by_one.counts, "{max} {step}");
                assert_eq!(counted.missing, one_by_one.missing, "{max} {step}");
                if max <= 64 {
                    let masks = column.count_masks(&matches);
                    assert_eq!(
                        (masks.counts, masks.missing),
                        (one_by_one.counts, one_by_one.missing)
                    );
                }
            }
        }
    }
}
