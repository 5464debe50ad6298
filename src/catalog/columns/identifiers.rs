//! The identifiers that registers assign to organizations, sorted by their values, for search and
//! completions.
//!
//! People write the same identifier with spaces, hyphens and leading zeros, or without them, and in
//! either case. So only the [`comparable`] form is compared.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::arrays::Sorted;
use super::prefix::{PREFIX_BYTES, prefix_key};
use super::saved::{Input, Output, fixed};
use crate::catalog::Entry;

/// The identifiers of all organizations.
#[derive(Clone, Default)]
pub struct Identifiers {
    sorted: Sorted<IdentifierRef>,
    /// The number of identifiers of each scheme.
    schemes: BTreeMap<Box<str>, usize>,
}

/// A reference to one identifier of one organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentifierRef {
    /// The prefix key of the comparable value, which decides most comparisons.
    prefix_key: u64,
    pub number: u32,
    /// Index among the identifiers of the organization.
    index: u16,
}

/// The sort key of identifiers: the comparable value, then the whole identifier, which is unique.
type IdentifierOrder<'r> = (String, &'r str);

/// The letters and digits of a text in lower case, without leading zeros.
pub fn comparable(text: &str) -> String {
    let letters = text.chars().filter(char::is_ascii_alphanumeric);
    let folded: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    match folded.find(|letter| letter != '0') {
        Some(first) => folded[first..].to_owned(),
        None => folded,
    }
}

/// The scheme and the value of an identifier: `US-EIN` and `541722887`.
pub fn parts(identifier: &str) -> (&str, &str) {
    let second = identifier.match_indices('-').nth(1).map(|(at, _)| at);
    second.map_or((identifier, ""), |at| (&identifier[..at], &identifier[at + 1..]))
}

fn count_scheme(schemes: &mut BTreeMap<Box<str>, usize>, identifier: &str) {
    let scheme = parts(identifier).0;
    match schemes.get_mut(scheme) {
        Some(count) => *count += 1,
        None => drop(schemes.insert(scheme.into(), 1)),
    }
}

impl IdentifierRef {
    /// The identifier, looked up in its organization.
    pub fn of<'r>(self, entry: &Entry<'r>) -> Option<&'r str> {
        entry.identifiers().nth(self.index.into())
    }

    /// Whether it sorts before an identifier, whose order is given.
    fn is_before<'r>(
        self,
        prefix_key: u64,
        order: &IdentifierOrder<'_>,
        entry_of: &impl Fn(u32) -> Entry<'r>,
    ) -> bool {
        match self.prefix_key.cmp(&prefix_key) {
            Ordering::Equal => {
                let other = self.of(&entry_of(self.number)).unwrap_or_default();
                (comparable(parts(other).1), other) < (order.0.clone(), order.1)
            }
            ordering => ordering.is_lt(),
        }
    }
}

/// The identifiers of an entry with their orders.
fn identifiers<'r>(
    entry: &Entry<'r>,
) -> impl Iterator<Item = (IdentifierRef, IdentifierOrder<'r>)> + use<'r> {
    let number = entry.number();
    (0_u16..).zip(entry.identifiers()).map(move |(index, identifier)| {
        let value = comparable(parts(identifier).1);
        (IdentifierRef { prefix_key: prefix_key(&value), number, index }, (value, identifier))
    })
}

impl Identifiers {
    /// Builds the order of all entries.
    pub fn build(entries: &[Entry<'_>]) -> Self {
        let mut all: Vec<_> = entries.iter().flat_map(identifiers).collect();
        let mut schemes = BTreeMap::new();
        for (_, (_, identifier)) in &all {
            count_scheme(&mut schemes, identifier);
        }
        all.sort_unstable_by(|(_, a), (_, b)| a.cmp(b));
        let sorted: Vec<IdentifierRef> =
            all.into_iter().map(|(identifier, _)| identifier).collect();
        Self { sorted: Sorted::from_sorted(&sorted), schemes }
    }

    pub fn save(&self, output: &mut Output) {
        output.length(self.sorted.len());
        for identifier in self.sorted.iter() {
            output.u64(identifier.prefix_key);
            output.u32(identifier.number);
            output.u16(identifier.index);
        }
        output.length(self.schemes.len());
        for (scheme, count) in &self.schemes {
            output.text(scheme);
            output.length(*count);
        }
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let sorted = input.elements(14)?.map(|it| IdentifierRef {
            prefix_key: u64::from_le_bytes(fixed(it)),
            number: u32::from_le_bytes(fixed(&it[8..])),
            index: u16::from_le_bytes(fixed(&it[12..])),
        });
        let sorted = Sorted::from_sorted(&sorted.collect::<Vec<_>>());
        let mut schemes = BTreeMap::new();
        for _ in 0..input.length()? {
            schemes.insert(input.text()?.into(), input.length()?);
        }
        Some(Self { sorted, schemes })
    }

    /// The schemes of all identifiers, sorted.
    pub fn schemes(&self) -> impl Iterator<Item = &str> {
        self.schemes.keys().map(|scheme| &**scheme)
    }

    /// Inserts an entry. `entry_of` finds the entries that are already in the order.
    pub fn insert<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        for (new, order) in identifiers(entry) {
            count_scheme(&mut self.schemes, order.1);
            self.sorted.insert(new, |at| at.is_before(new.prefix_key, &order, &entry_of));
        }
    }

    /// Removes an entry, given as it was inserted.
    pub fn remove<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        for (old, order) in identifiers(entry) {
            let before = |at: &IdentifierRef| at.is_before(old.prefix_key, &order, &entry_of);
            self.sorted.remove(before, |at| *at == old);
            let scheme = parts(order.1).0;
            if let Some(count) = self.schemes.get_mut(scheme) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.schemes.remove(scheme);
                }
            }
        }
    }

    /// The identifiers in order, from the first whose value does not sort before a comparable text.
    pub fn from<'n, 'r>(
        &'n self,
        text: &str,
        entry_of: &dyn Fn(u32) -> Entry<'r>,
    ) -> impl Iterator<Item = IdentifierRef> + use<'n> {
        let key = prefix_key(text);
        let is_before = |at: &IdentifierRef| match at.prefix_key.cmp(&key) {
            // The key has all of a short text, so no value with the same key sorts before it.
            Ordering::Equal => {
                text.len() > PREFIX_BYTES
                    && at
                        .of(&entry_of(at.number))
                        .is_some_and(|it| *comparable(parts(it).1) < *text)
            }
            ordering => ordering.is_lt(),
        };
        self.sorted.iter_from(&is_before).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{comparable, parts};

    #[test]
    fn spellings_of_one_value_have_one_comparable_form() {
        for (written, expected) in [
            ("54-1722887", "541722887"),
            ("03 079 904", "3079904"),
            ("SC123456", "sc123456"),
            ("OP.218/051", "op218051"),
            ("000", "000"),
            ("", ""),
        ] {
            assert_eq!(comparable(written), expected, "{written}");
        }
    }

    #[test]
    fn an_identifier_has_a_scheme_and_a_value() {
        assert_eq!(parts("NP-SWC-1-137"), ("NP-SWC", "1-137"));
    }
}
