//! Words written together that are words apart.

use super::dictionary::Dictionary;
use crate::catalog::CatalogError;
use crate::text::{is_common, stem};

/// Maximum number of words that are written together as one.
const MAX_PARTS: usize = 4;

/// Maximum number of letters of each of them.
const MAX_LETTERS: usize = 40;

/// Stems with their places.
type Parts = Vec<(usize, String)>;

/// The words, as stems with their places, that a word is which is nowhere as
/// one; function words keep their places and are left out.
pub fn apart(word: &str, stems: &Dictionary<'_>) -> Result<Option<Parts>, CatalogError> {
    split(word, stems, MAX_PARTS)
}

fn split(word: &str, stems: &Dictionary<'_>, parts: usize) -> Result<Option<Parts>, CatalogError> {
    const SHORTEST: usize = 3;
    if parts == 0 || word.chars().count() < SHORTEST {
        return Ok(None);
    }
    let ends = word.char_indices().map(|(place, _)| place).chain([word.len()]).skip(SHORTEST);
    let ends: Vec<usize> = ends.take(MAX_LETTERS + 1 - SHORTEST).collect();
    // The longest beginning first: `freedom` before `free`.
    for end in ends.into_iter().rev() {
        let (first, rest) = word.split_at(end);
        let first_stem = stem(first);
        let is_common = is_common(first);
        if (rest.is_empty() && parts == MAX_PARTS) || !(is_common || stems.knows(&first_stem)?) {
            continue;
        }
        let own = (!is_common).then(|| (0, first_stem.into_owned()));
        if rest.is_empty() {
            return Ok(Some(own.into_iter().collect()));
        }
        if let Some(behind) = split(rest, stems, parts - 1)? {
            let behind = behind.into_iter().map(|(at, stem)| (at + 1, stem));
            return Ok(Some(own.into_iter().chain(behind).collect()));
        }
    }
    Ok(None)
}
