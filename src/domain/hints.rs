//! Helpers for error messages: abbreviated values, and "did you mean …?" suggestions.

use std::borrow::Cow;

/// Maximum number of characters of a given value that a message repeats.
const MAX_VALUE_CHARACTERS: usize = 60;

/// Shortens a value to 60 characters, so that an error message can repeat it.
pub fn abbreviate(value: &str) -> Cow<'_, str> {
    truncate(value, MAX_VALUE_CHARACTERS)
}

/// Cuts a text after `max` characters and marks the cut with `…`.
pub fn truncate(text: &str, max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The candidate nearest to `given`, if at most a third of its letters differ
/// (Damerau-Levenshtein distance, ignoring case).
///
/// A code of two letters therefore matches only itself, in any case.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.chars().take(MAX_COMPARED_LETTERS).collect::<String>().to_lowercase();
    let letters = given.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let length = candidate.chars().count();
            let max_typos = length / LETTERS_PER_TYPO;
            // The difference in length is a lower bound of the distance, and cheaper.
            if letters.abs_diff(length) > max_typos {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&given, &candidate.to_lowercase());
            (distance <= max_typos).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Number of letters that a candidate must have for each letter that differs.
const LETTERS_PER_TYPO: usize = 3;

/// Maximum number of letters of the given text that are compared.
const MAX_COMPARED_LETTERS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_truncated_at_a_character_boundary() {
        let longest = "é".repeat(60);
        for (value, expected) in [
            ("", String::new()),
            ("short", "short".to_owned()),
            (&longest, longest.clone()),
            (&format!("{longest}x"), format!("{longest}…")),
        ] {
            assert_eq!(abbreviate(value), expected, "{value}");
        }
    }

    #[test]
    fn nearest_finds_the_intended_candidate_or_none() {
        let areas = ["bonded-labour", "forced-labour", "land-theft", "IN"];
        for (given, meant) in [
            ("bonded-labor", Some("bonded-labour")),
            ("Forced-Labour", Some("forced-labour")),
            ("landtheft", Some("land-theft")),
            ("in", Some("IN")),
            ("IM", None),
            ("astronomy", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, areas), meant, "{given:?}");
        }
    }
}
