//! Builds every sort order of all organizations.

use super::arrays::Sorted;
use super::prefix::prefix_key;
use crate::catalog::Entry;
use crate::catalog::lists::order::{Sort, SortValue, sort_key};

/// All sort orders, as [`crate::catalog::lists::order::compare`] defines them.
pub fn build(entries: &[Entry<'_>]) -> Vec<(Sort, Sorted<u32>)> {
    let slugs = slug_ranks(entries);
    let with_slugs = || entries.iter().zip(&slugs);
    let order = |sort: Sort| {
        let mut names: Vec<(u64, &str, u32, u32)> = Vec::new();
        let mut numbers: Vec<(bool, u64, u32, u32)> = Vec::new();
        for (entry, &slug) in with_slugs() {
            match sort_key(entry, sort.field).value {
                SortValue::Text(name) => {
                    names.push((prefix_key(name), name, slug, entry.number()));
                }
                SortValue::Number(value) => {
                    let (value, is_known) = unsigned(value);
                    let value = if sort.descending { !value } else { value };
                    // Organizations without a value come last in both directions.
                    numbers.push((!is_known, value * u64::from(is_known), slug, entry.number()));
                }
                SortValue::Score(_) => {}
            }
        }
        if sort.descending {
            names.sort_unstable_by(|a, b| (b.0, b.1, a.2).cmp(&(a.0, a.1, b.2)))
        } else {
            names.sort_unstable()
        }
        numbers.sort_unstable();
        let numbers = numbers.into_iter().map(|(.., number)| number);
        let order: Vec<u32> = names.into_iter().map(|(.., number)| number).chain(numbers).collect();
        (sort, Sorted::from_sorted(&order))
    };
    Sort::all().map(order).collect()
}

/// Maps a signed number to an unsigned one in the same order; also whether there is a number.
pub fn unsigned(value: Option<i64>) -> (u64, bool) {
    (value.unwrap_or_default().cast_unsigned() ^ (1 << 63), value.is_some())
}

/// For each entry, its rank by slug.
fn slug_ranks(entries: &[Entry<'_>]) -> Vec<u32> {
    let mut slugs: Vec<(u64, &str, usize)> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| (prefix_key(entry.slug()), entry.slug(), index))
        .collect();
    slugs.sort_unstable();
    let mut ranks = vec![0; entries.len()];
    for (rank, (.., index)) in (0..).zip(slugs) {
        ranks[index] = rank;
    }
    ranks
}
