//! Proposals for headers that are not names of columns: by other words for the same thing, and by
//! similar spelling.

use super::columns::Column;
use crate::domain::nearest;

/// Other words for columns, in lower case with single spaces.
const WORDS: [(&str, &[&str]); 24] = [
    ("slug", &["key", "identifier", "organization id", "organisation id", "org id"]),
    (
        "name",
        &[
            "organization",
            "organisation",
            "organization name",
            "organisation name",
            "org",
            "ngo",
            "title",
            "full name",
        ],
    ),
    ("acronym", &["abbreviation", "short name", "initials"]),
    ("other_names", &["aliases", "alias", "also known as", "aka", "former names"]),
    ("status", &["active", "state"]),
    (
        "founded",
        &["year founded", "founding year", "established", "year established", "founded in", "year"],
    ),
    ("founders", &["founder", "founded by"]),
    ("headquarters", &["hq", "head office", "main office", "location", "based in"]),
    ("website", &["web site", "web", "url", "homepage", "home page", "website url", "link"]),
    ("identifiers", &["registrations", "registration number", "ids"]),
    ("affiliation", &["faith", "religion"]),
    ("kinds", &["kind", "type", "organization type", "organisation type", "legal form"]),
    ("summary", &["description", "about", "abstract"]),
    ("lens", &["lenses"]),
    ("focus_areas", &["focus", "focus area", "issues", "topics", "forms of slavery"]),
    ("approaches", &["approach", "methods", "activities"]),
    ("populations", &["population", "target group", "target groups", "beneficiaries"]),
    ("sectors", &["sector", "industry", "industries"]),
    ("scope", &["reach", "level"]),
    ("countries", &["country", "countries of work", "where it works", "works in"]),
    ("verified_at", &["verified", "last verified", "checked", "last checked", "verified on"]),
    ("source_url", &["source", "source link", "reference"]),
    ("source_title", &["source name", "title of source"]),
    ("source_retrieved", &["retrieved", "accessed", "date accessed"]),
];

/// Names of registers, with the scheme of their numbers.
const REGISTERS: [(&str, &[&str]); 3] = [
    ("US-EIN", &["ein", "ein number", "tax id"]),
    ("GB-CHC", &["charity number", "registered charity number"]),
    ("GB-COH", &["company number", "companies house number"]),
];

/// The column that a header probably means.
pub fn proposal(header: &str) -> Option<&'static str> {
    let words = header.to_lowercase().replace(['_', '-', '.', ':', '?'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let known = WORDS.iter().chain(&REGISTERS);
    if let Some((column, _)) = known.clone().find(|(_, others)| others.contains(&&*words)) {
        return Some(column);
    }
    let name = nearest(&words.replace(' ', "_"), Column::names());
    let by_words = || {
        let others = known.clone().flat_map(|(_, others)| others.iter().copied());
        let near = nearest(&words, others)?;
        known.clone().find(|(_, others)| others.contains(&near)).map(|(column, _)| *column)
    };
    let name = name.and_then(|near| Column::names().find(|known| *known == near));
    name.or_else(by_words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_understood_by_meaning_and_spelling() {
        for (header, expected) in [
            ("Web site", Some("website")),
            ("Year founded", Some("founded")),
            ("Organisation", Some("name")),
            ("Foundedd", Some("founded")),
            ("Focus area", Some("focus_areas")),
            ("EIN", Some("US-EIN")),
            ("Last verified:", Some("verified_at")),
            ("organisation nme", Some("name")),
            ("Zodiac sign", None),
            ("", None),
        ] {
            assert_eq!(proposal(header), expected, "{header}");
        }
    }

    #[test]
    fn every_proposal_is_a_column() {
        for (column, _) in WORDS.iter().chain(&REGISTERS) {
            assert!(Column::named(column).is_some(), "{column}");
        }
    }
}
