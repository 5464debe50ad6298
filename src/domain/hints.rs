//! The part of a value that an error message repeats, and "did you mean …?"

use std::borrow::Cow;

/// Maximum number of characters of a given value that a message repeats.
const SHOWN_CHARACTERS: usize = 60;

/// The value as a message repeats it: its first 60 characters, with `…` where the rest was cut.
pub fn shown(value: &str) -> Cow<'_, str> {
    cut(value, SHOWN_CHARACTERS)
}

/// The first characters of a text, with `…` where the rest was cut.
pub fn cut(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The candidate nearest to what was given, if one is near enough to be meant:
/// at most a third of its letters differ (Damerau-Levenshtein, ignoring case).
/// A code of two letters is meant only by itself in another case.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.chars().take(MAX_LETTERS).collect::<String>().to_lowercase();
    let letters = given.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let length = candidate.chars().count();
            let most = length / LETTERS_A_TYPO;
            // A difference in length is at least as many typos.
            if letters.abs_diff(length) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&given, &candidate.to_lowercase());
            (distance <= most).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Letters that a candidate must have for each one that differs.
const LETTERS_A_TYPO: usize = 3;

/// Maximum number of letters of a given text that are compared.
const MAX_LETTERS: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_between_two_characters() {
        let longest = "é".repeat(60);
        for (value, expected) in [
            ("", String::new()),
            ("short", "short".to_owned()),
            (&longest, longest.clone()),
            (&format!("{longest}x"), format!("{longest}…")),
        ] {
            assert_eq!(shown(value), expected, "{value}");
        }
    }

    #[test]
    fn finds_what_was_meant_or_nothing() {
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
