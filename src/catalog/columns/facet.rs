//! Who has which value of one property.

use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::arrays::{Bits, Lists, Matches};
use crate::catalog::lists::filter::Choice;

/// One property of all organizations, both ways: for each value who has it, and
/// for each organization its values.
#[derive(Clone, Default)]
pub struct FacetColumn {
    values: Vec<Value>,
    /// The ids of the values, by what their names hash to.
    ids: Arc<HashTable<u16>>,
    lists: Lists,
    /// Who has any value.
    any: Bits,
}

#[derive(Clone)]
struct Value {
    name: Arc<str>,
    /// How many names of other values stand before its own.
    rank: u16,
    having: Bits,
}

/// How many of some matches have each value.
pub struct Counts {
    /// By the id of the value.
    pub counts: Vec<u32>,
    /// How many have none.
    pub missing: usize,
}

impl FacetColumn {
    /// Sets the values of an organization, each given once.
    pub fn put<'v>(&mut self, number: u32, values: impl Iterator<Item = &'v str>) {
        let mut list: Vec<u16> = values.map(|value| self.id_or_new(value)).collect();
        list.sort_unstable();
        list.dedup();
        let before = self.lists.get(number).to_vec();
        for id in before.iter().filter(|id| !list.contains(id)) {
            self.values[usize::from(*id)].having.remove(number);
        }
        for id in list.iter().filter(|id| !before.contains(id)) {
            self.values[usize::from(*id)].having.insert(number);
        }
        match list.is_empty() {
            true => self.any.remove(number),
            false => self.any.insert(number),
        }
        self.lists.put(number, &list);
    }

    fn id_or_new(&mut self, name: &str) -> u16 {
        if let Some(id) = self.id(name) {
            return id;
        }
        let id = u16::try_from(self.values.len()).unwrap_or(u16::MAX);
        let mut rank = 0;
        for other in &mut self.values {
            match *other.name < *name {
                true => rank += 1,
                false => other.rank += 1,
            }
        }
        self.values.push(Value { name: name.into(), rank, having: Bits::default() });
        let values = &self.values;
        let hash_of = |id: &u16| hash(&values[usize::from(*id)].name);
        Arc::make_mut(&mut self.ids).insert_unique(hash(name), id, hash_of);
        id
    }

    /// The id of a value that somebody has or had.
    pub fn id(&self, name: &str) -> Option<u16> {
        let is_it = |id: &u16| *self.values[usize::from(*id)].name == *name;
        self.ids.find(hash(name), is_it).copied()
    }

    /// Who has a value.
    pub fn having(&self, name: &str) -> Option<&Bits> {
        self.having_id(self.id(name)?)
    }

    /// Who has a value, by its id.
    pub fn having_id(&self, id: u16) -> Option<&Bits> {
        self.values.get(usize::from(id)).map(|value| &value.having)
    }

    /// The name of a value, by its id.
    pub fn name(&self, id: u16) -> Option<&str> {
        self.values.get(usize::from(id)).map(|value| &*value.name)
    }

    /// The values of an organization, by their ids.
    pub fn list(&self, number: u32) -> &[u16] {
        self.lists.get(number)
    }

    /// The values that anybody has, with how many, the most frequent first, then
    /// by their names. `counts` are by the ids of values.
    pub fn by_frequency(&self, counts: &[u32]) -> Vec<(u16, u32)> {
        let counted = (0..).zip(&self.values).zip(counts).filter(|(_, count)| **count > 0);
        // In one number, which is soon compared: many counts, few ranks, the id.
        let order = |((id, value), &count): ((u16, &Value), &u32)| {
            u64::from(u32::MAX - count) << 32 | u64::from(value.rank) << 16 | u64::from(id)
        };
        let mut order: Vec<u64> = counted.map(order).collect();
        order.sort_unstable();
        order.into_iter().map(|it| (it as u16, u32::MAX - (it >> 32) as u32)).collect()
    }

    /// Every value that was ever seen, with who has it.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Bits)> {
        self.values.iter().map(|value| (&*value.name, &value.having))
    }

    /// Takes away from `matches` who does not fit the choice.
    pub fn narrow(&self, matches: &mut Matches, choice: &Choice, size: usize) {
        match choice.any.as_slice() {
            [] => {}
            [value] => match self.having(value) {
                Some(having) => matches.and_bits(having),
                None => *matches = Matches::none(size),
            },
            values => {
                let mut any = Matches::none(size);
                for having in values.iter().filter_map(|value| self.having(value)) {
                    any.or_bits(having);
                }
                matches.and(&any);
            }
        }
        for having in choice.none.iter().filter_map(|value| self.having(value)) {
            matches.and_not_bits(having);
        }
    }

    /// How many of `matches`, which are `total`, have each value: few are looked
    /// at one by one, for many the sets are intersected.
    pub fn count(&self, matches: &Matches, total: usize) -> Counts {
        // To look one match up takes as long as to intersect so many words.
        const ONE: usize = 48;
        let words = matches.words().len();
        if total * ONE < self.values.len() * words {
            return self.tally(matches);
        }
        let counts = self.values.iter().map(|value| value.having.count_in(matches) as u32);
        Counts { counts: counts.collect(), missing: total - self.any.count_in(matches) }
    }

    fn tally(&self, matches: &Matches) -> Counts {
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
        Counts { counts, missing }
    }
}

fn hash(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}
