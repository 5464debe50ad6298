//! Who has which value of one property.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::arrays::{Bits, Lists, Matches};
use super::super::filter::Choice;

/// One property of all organizations, both ways: for each value who has it, and
/// for each organization its values.
#[derive(Clone, Default)]
pub struct FacetColumn {
    values: Vec<Value>,
    ids: Arc<HashMap<Arc<str>, u16>>,
    lists: Lists,
    /// Who has any value.
    any: Bits,
}

#[derive(Clone)]
struct Value {
    name: Arc<str>,
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
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = u16::try_from(self.values.len()).unwrap_or(u16::MAX);
        let name: Arc<str> = name.into();
        Arc::make_mut(&mut self.ids).insert(Arc::clone(&name), id);
        self.values.push(Value { name, having: Bits::default() });
        id
    }

    /// The id of a value that somebody has or had.
    pub fn id(&self, name: &str) -> Option<u16> {
        self.ids.get(name).copied()
    }

    /// Who has a value.
    pub fn having(&self, name: &str) -> Option<&Bits> {
        self.ids.get(name).map(|&id| &self.values[usize::from(id)].having)
    }

    /// Who has a value, by its id.
    pub fn having_id(&self, id: u16) -> Option<&Bits> {
        self.values.get(usize::from(id)).map(|value| &value.having)
    }

    /// The values of an organization, by their ids.
    pub fn list(&self, number: u32) -> &[u16] {
        self.lists.get(number)
    }

    /// The name of a value.
    pub fn name(&self, id: u16) -> &str {
        self.values.get(usize::from(id)).map_or("", |value| &value.name)
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
        const ONE: usize = 24;
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
