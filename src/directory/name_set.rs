//! A compact set of names, for hundreds of thousands of them.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// A set of names, numbered in the order of insertion.
///
/// All names share one string, so that each takes about 15 bytes more than its text.
#[derive(Default)]
pub struct NameSet {
    text: String,
    /// The end of each name in `text`.
    ends: Vec<usize>,
    /// The numbers by the hash of the name.
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl NameSet {
    /// Inserts a name. Returns its number, and whether it is new.
    pub fn insert(&mut self, name: &str) -> (u32, bool) {
        let Self { text, ends, numbers, hasher } = self;
        let hash = hasher.hash_one(name);
        let is_same = |&number: &u32| at(text, ends, number) == name;
        let rehash = |&number: &u32| hasher.hash_one(at(text, ends, number));
        match numbers.entry(hash, is_same, rehash) {
            Entry::Occupied(entry) => (*entry.get(), false),
            Entry::Vacant(entry) => {
                let number = u32::try_from(ends.len())
                    .expect("ten million profiles of 200 identifiers have fewer names");
                entry.insert(number);
                text.push_str(name);
                ends.push(text.len());
                (number, true)
            }
        }
    }

    pub fn contains(&self, name: &str) -> bool {
        self.number_of(name).is_some()
    }

    /// The number of a name.
    pub fn number_of(&self, name: &str) -> Option<u32> {
        let is_same = |&number: &u32| self.get(number) == name;
        self.numbers.find(self.hasher.hash_one(name), is_same).copied()
    }

    /// The name with this number.
    ///
    /// # Panics
    ///
    /// When no name has it.
    pub fn get(&self, number: u32) -> &str {
        at(&self.text, &self.ends, number)
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

fn at<'t>(text: &'t str, ends: &[usize], number: u32) -> &'t str {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[number]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_keeps_its_number() {
        let mut names = NameSet::default();
        for number in 0..3000 {
            assert_eq!(names.insert(&format!("n-{number}")), (number, true));
        }
        for number in [0, 1, 1500, 2999] {
            let name = format!("n-{number}");
            assert_eq!(names.insert(&name), (number, false));
            assert_eq!(names.get(number), name);
            assert!(names.contains(&name));
        }
        assert_eq!(names.insert(""), (3000, true));
        assert!(!names.contains("n-3000"));
        assert_eq!(names.len(), 3001);
    }
}
