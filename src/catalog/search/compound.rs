//! Compound splitting: `traffickingvictims` is searched as `trafficking victims`.

use super::dictionary::Dictionary;
use crate::catalog::CatalogError;
use crate::text::{is_stop_word, stem};

/// Maximum number of parts of a compound.
const MAX_PARTS: usize = 4;

/// Maximum number of letters of each part.
const MAX_LETTERS: usize = 40;

/// Stems with their positions.
type Parts = Vec<(usize, String)>;

/// Splits a word that the index does not know into words that it knows. Returns their stems with
/// their positions; stop words are left out, but count as positions.
pub fn split_compound(word: &str, stems: &Dictionary<'_>) -> Result<Option<Parts>, CatalogError> {
    split(word, stems, MAX_PARTS)
}

fn split(word: &str, stems: &Dictionary<'_>, parts: usize) -> Result<Option<Parts>, CatalogError> {
    const MIN_LETTERS: usize = 3;
    if parts == 0 || word.chars().count() < MIN_LETTERS {
        return Ok(None);
    }
    let ends = word.char_indices().map(|(end, _)| end).chain([word.len()]).skip(MIN_LETTERS);
    let ends: Vec<usize> = ends.take(MAX_LETTERS + 1 - MIN_LETTERS).collect();
    // The longest first part wins: `freedom` before `free`.
    for end in ends.into_iter().rev() {
        let (first, rest) = word.split_at(end);
        let first_stem = stem(first);
        let is_stop_word = is_stop_word(first);
        if (rest.is_empty() && parts == MAX_PARTS)
            || !(is_stop_word || stems.contains(&first_stem)?)
        {
            continue;
        }
        let first_part = (!is_stop_word).then(|| (0, first_stem.into_owned()));
        if rest.is_empty() {
            return Ok(Some(first_part.into_iter().collect()));
        }
        if let Some(others) = split(rest, stems, parts - 1)? {
            let others = others.into_iter().map(|(at, stem)| (at + 1, stem));
            return Ok(Some(first_part.into_iter().chain(others).collect()));
        }
    }
    Ok(None)
}
