//! Organizations whose identifiers in registers are typed: `541722887`, `54-1722887`,
//! `US-EIN 541722887`, `EIN: 54-1722887`.

use crate::catalog::Entry;
use crate::catalog::columns::{Columns, comparable, parts};

/// Maximum number of words of an identifier.
const MAX_WORDS: usize = 6;

/// Minimum number of letters and digits of a value among other words. A shorter number is rather a
/// year or a count.
const MIN_NUMBER: usize = 5;

/// The same for a value with letters and digits.
const MIN_MIXED: usize = 3;

/// Maximum length of a scheme without its hyphen, in letters and digits.
const MAX_SCHEME: usize = 22;

/// Maximum number of identifiers read for one completion.
const MAX_READ: usize = 1_000;

/// An organization and its identifier.
pub type Identified<'c> = (Entry<'c>, &'c str);

/// The organizations of which folded words, separated by single spaces, are an identifier, then
/// those that have their identifier among other words.
pub fn typed_in<'c>(columns: &'c Columns, folded: &str) -> Vec<Identified<'c>> {
    // Nearly all queries end here: identifiers have digits.
    if !folded.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let words: Vec<&str> = folded.split(' ').collect();
    let mut found: Vec<Identified<'c>> = Vec::new();
    let mut add = |new: Identified<'c>| {
        if found.iter().all(|(entry, _)| entry.number() != new.0.number()) {
            found.push(new);
        }
    };
    equal(columns, &words.concat()).into_iter().for_each(&mut add);
    for length in (1..words.len().min(MAX_WORDS + 1)).rev() {
        for part in words.windows(length) {
            let text = part.concat();
            if is_distinctive(&text) {
                equal(columns, &text).into_iter().for_each(&mut add);
            }
        }
    }
    found
}

/// The organizations whose identifier is a text without spaces.
fn equal<'c>(columns: &'c Columns, text: &str) -> Vec<Identified<'c>> {
    let mut found = Vec::new();
    for (scheme, value) in splits(text) {
        let identifiers = columns.identifiers_with_prefix(&value);
        let same = identifiers.take_while(|(_, it)| comparable(parts(it).1) == value);
        found.extend(same.filter(|(_, it)| has_scheme(it, scheme)));
    }
    found
}

/// The identifiers that begin with a text without spaces, at most `max`.
pub fn with_prefix<'c>(columns: &'c Columns, text: &str, max: usize) -> Vec<Identified<'c>> {
    let mut found = Vec::new();
    for (scheme, value) in splits(text) {
        let identifiers = columns.identifiers_with_prefix(&value).take(MAX_READ);
        let of_scheme = identifiers.filter(|(_, it)| has_scheme(it, scheme));
        found.extend(of_scheme.take(max.saturating_sub(found.len())));
    }
    found
}

/// The ways to read a text as a scheme, which may be missing, and a comparable value.
fn splits(text: &str) -> impl Iterator<Item = (&str, String)> {
    let has_scheme = text.starts_with(|first: char| first.is_ascii_lowercase());
    let ends = text.char_indices().map(|(at, _)| at);
    let ends = ends.take(if has_scheme { MAX_SCHEME + 1 } else { 1 });
    let splits = ends.map(|at| (&text[..at], comparable(&text[at..])));
    splits.filter(|(_, value)| !value.is_empty())
}

/// Whether an identifier has a scheme, which may lack the country: `ein` for `US-EIN`.
fn has_scheme(identifier: &str, scheme: &str) -> bool {
    let (own, _) = parts(identifier);
    let register = own.split_once('-').map_or("", |(_, register)| register);
    scheme.is_empty() || comparable(own) == scheme || comparable(register) == scheme
}

/// Whether a text is hardly anything but an identifier.
fn is_distinctive(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let min = if digits == text.len() { MIN_NUMBER } else { MIN_MIXED };
    digits > 0 && text.len() >= min
}
