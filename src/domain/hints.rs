//! "Did you mean …?"

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
            // So many letters more or less are as many typos.
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
