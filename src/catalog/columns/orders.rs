//! Every order of all organizations, made in one go.

use super::arrays::Sorted;
use super::names::beginning;
use crate::catalog::Entry;
use crate::catalog::lists::listing::{PlaceValue, Sort, place};

/// All orders of these entries, as [`crate::catalog::listing::compare`] has them.
pub fn build(entries: &[Entry<'_>]) -> Vec<(Sort, Sorted<u32>)> {
    let slugs = slug_ranks(entries);
    let with_slugs = || entries.iter().zip(&slugs);
    let order = |sort: Sort| {
        let mut names: Vec<(u64, &str, u32, u32)> = Vec::new();
        let mut numbers: Vec<(bool, u64, u32, u32)> = Vec::new();
        for (entry, &slug) in with_slugs() {
            match place(entry, sort.field).value {
                PlaceValue::Text(name) => {
                    names.push((beginning(name), name, slug, entry.number()));
                }
                PlaceValue::Number(value) => {
                    let (value, is_there) = unsigned(value);
                    let value = if sort.descending { !value } else { value };
                    // What has no value comes last in both directions.
                    numbers.push((!is_there, value * u64::from(is_there), slug, entry.number()));
                }
                PlaceValue::Score(_) => {}
            }
        }
        match sort.descending {
            true => names.sort_unstable_by(|a, b| (b.0, b.1, a.2).cmp(&(a.0, a.1, b.2))),
            false => names.sort_unstable(),
        }
        numbers.sort_unstable();
        let numbers = numbers.into_iter().map(|(.., number)| number);
        let order: Vec<u32> = names.into_iter().map(|(.., number)| number).chain(numbers).collect();
        (sort, Sorted::from_sorted(&order))
    };
    Sort::all().map(order).collect()
}

/// A number in the order of signed ones, and whether there is one.
pub fn unsigned(value: Option<i64>) -> (u64, bool) {
    (value.unwrap_or_default().cast_unsigned() ^ (1 << 63), value.is_some())
}

/// For each entry its place in the order of slugs.
fn slug_ranks(entries: &[Entry<'_>]) -> Vec<u32> {
    let places = entries.iter().enumerate();
    let mut slugs: Vec<(u64, &str, usize)> =
        places.map(|(at, entry)| (beginning(entry.slug()), entry.slug(), at)).collect();
    slugs.sort_unstable();
    let mut ranks = vec![0; entries.len()];
    for (rank, (.., at)) in (0..).zip(slugs) {
        ranks[at] = rank;
    }
    ranks
}
