//! "Did you mean …?"

/// The candidate nearest to what was given, if one is near enough to be meant:
/// at most a third of its letters differ (Damerau-Levenshtein, ignoring case).
/// A code of two letters is meant only by itself in another case.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.chars().take(200).collect::<String>().to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&given, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| *distance <= candidate.chars().count() / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

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
