//! Which elements of two lists are the same element, before and after an edit.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

/// Lists whose elements have an identity, by JSON pointer, with the keys that identify an element.
/// The text of an element identifies it in every list of texts.
const IDENTITIES: [(&str, &[&str]); 5] = [
    ("/sources", &["id"]),
    ("/countries", &["country", "role"]),
    ("/identifiers", &["scheme"]),
    ("/other_names", &["value"]),
    ("/related", &["slug", "name", "relation"]),
];

/// The identity of each element of a list at a pointer; `None` if one has none, or two have the same.
pub fn identities(at: &str, list: &[Value]) -> Option<Vec<String>> {
    let keys = IDENTITIES.iter().find(|(pointer, _)| *pointer == at).map(|(_, keys)| *keys);
    let identity = |element: &Value| match (keys, element) {
        (_, Value::String(text)) => Some(text.clone()),
        (Some(keys), Value::Object(_)) => {
            let parts: Vec<&str> =
                keys.iter().map(|key| element[*key].as_str().unwrap_or_default()).collect();
            Some(parts.join("\n"))
        }
        _ => None,
    };
    let all: Vec<String> = list.iter().map(identity).collect::<Option<_>>()?;
    let distinct: HashSet<&String> = all.iter().collect();
    (distinct.len() == all.len()).then_some(all)
}

/// The place in `base` of each element of `side`; `None` for a new one.
pub fn aligned(at: &str, base: &[Value], side: &[Value]) -> Vec<Option<usize>> {
    if let (Some(of_base), Some(of_side)) = (identities(at, base), identities(at, side)) {
        let places: HashMap<&String, usize> =
            of_base.iter().enumerate().map(|(place, identity)| (identity, place)).collect();
        return of_side.iter().map(|identity| places.get(identity).copied()).collect();
    }
    let mut found = common(base, side);
    pair_edited(base, side, &mut found);
    found
}

/// The longest common subsequence: the place in `base` of each element of `side` that is part of it.
fn common(base: &[Value], side: &[Value]) -> Vec<Option<usize>> {
    let (rows, columns) = (base.len(), side.len());
    // The length of the longest one from each pair of places on.
    let mut lengths = vec![vec![0_u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            lengths[row][column] = if base[row] == side[column] {
                lengths[row + 1][column + 1] + 1
            } else {
                lengths[row + 1][column].max(lengths[row][column + 1])
            };
        }
    }
    let mut found = vec![None; columns];
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if base[row] == side[column] {
            found[column] = Some(row);
            (row, column) = (row + 1, column + 1);
        } else if lengths[row + 1][column] >= lengths[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

/// Pairs the elements between unchanged ones: an element that was edited is still the same one, if
/// at least half of it is as before.
fn pair_edited(base: &[Value], side: &[Value], found: &mut [Option<usize>]) {
    let (mut column, mut row) = (0, 0);
    while column <= side.len() {
        let end = (column..side.len()).find(|&at| found[at].is_some()).unwrap_or(side.len());
        let last_row = found.get(end).copied().flatten().unwrap_or(base.len());
        for (at_row, at_column) in pairs(&base[row..last_row], &side[column..end]) {
            found[column + at_column] = Some(row + at_row);
        }
        (column, row) = (end + 1, last_row + 1);
    }
}

/// The pairs of alike elements of two lists, in order, with the greatest total likeness.
fn pairs(base: &[Value], side: &[Value]) -> Vec<(usize, usize)> {
    let (rows, columns) = (base.len(), side.len());
    let mut likeness = vec![vec![0_u32; columns]; rows];
    // The greatest total from each pair of places on.
    let mut totals = vec![vec![0_u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let alike = likeness_of(&base[row], &side[column]);
            likeness[row][column] = if alike < MIN_LIKENESS { 0 } else { alike };
            totals[row][column] = (totals[row + 1][column + 1] + likeness[row][column])
                .max(totals[row + 1][column])
                .max(totals[row][column + 1]);
        }
    }
    let mut found = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let own = likeness[row][column];
        if own > 0 && totals[row][column] == totals[row + 1][column + 1] + own {
            found.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if totals[row][column] == totals[row + 1][column] {
            row += 1;
        } else {
            column += 1;
        }
    }
    found
}

/// Minimum likeness, in thousandths, of an element before and after an edit.
const MIN_LIKENESS: u32 = 500;

/// The share of two objects that is the same, in thousandths: of their members that have a value,
/// where a text that was edited counts with its unchanged beginning and end.
fn likeness_of(one: &Value, other: &Value) -> u32 {
    let (Value::Object(one), Value::Object(other)) = (one, other) else { return 0 };
    let has_value =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|it| !it.is_empty());
    let keys: HashSet<&String> = [one, other]
        .into_iter()
        .flat_map(|it| it.iter())
        .filter(|(_, value)| has_value(value))
        .map(|(key, _)| key)
        .collect();
    let shares = keys.iter().map(|key| match (one.get(*key), other.get(*key)) {
        (before, after) if before == after => 1000,
        (Some(Value::String(before)), Some(Value::String(after))) => text_likeness(before, after),
        _ => 0,
    });
    shares.sum::<u32>() / u32::try_from(keys.len().max(1)).unwrap_or(1)
}

/// The share of the longer text that both begin and end with, in thousandths.
fn text_likeness(one: &str, other: &str) -> u32 {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let shorter = one.len().min(other.len());
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let same = (start + end).min(shorter);
    u32::try_from(same * 1000 / one.len().max(other.len()).max(1)).unwrap_or(0)
}
