//! Countries and territories.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::read::string;
use super::{Code, Node, Pointer, Read, Violation};

/// An ISO 3166-1 alpha-2 code in capitals, or `XK` for Kosovo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z]{2}$", example = "IN")]
pub struct Country(&'static str);

/// Everyday names of countries whose ISO short name is formal, by code.
const DISPLAY_NAMES: [(&str, &str); 17] = [
    ("BO", "Bolivia"),
    ("CD", "DR Congo"),
    ("CG", "Republic of the Congo"),
    ("FM", "Micronesia"),
    ("GB", "United Kingdom"),
    ("IR", "Iran"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("LA", "Laos"),
    ("MD", "Moldova"),
    ("NL", "Netherlands"),
    ("PS", "Palestine"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("US", "United States"),
    ("VE", "Venezuela"),
    ("VN", "Vietnam"),
];

/// Further names in common use, by code.
const OTHER_NAMES: [(&str, &[&str]); 9] = [
    ("AE", &["UAE", "Emirates"]),
    ("CD", &["DRC"]),
    ("CI", &["Ivory Coast"]),
    ("GB", &["UK", "Britain"]),
    ("MK", &["Macedonia"]),
    ("MM", &["Burma"]),
    ("NL", &["Holland"]),
    ("SZ", &["Swaziland"]),
    ("US", &["USA"]),
];

/// Codes and names that people use for a country, but that the directory does not show.
const OTHER_CODES: [(&str, &str); 9] = [
    ("CAPE VERDE", "CV"),
    ("CZECH REPUBLIC", "CZ"),
    ("EAST TIMOR", "TL"),
    ("EL", "GR"),
    ("GREAT BRITAIN", "GB"),
    ("TURKEY", "TR"),
    ("UK", "GB"),
    ("UNITED STATES OF AMERICA", "US"),
    ("VATICAN", "VA"),
];

/// Codes and display names, sorted by code.
static COUNTRIES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let mut countries: Vec<(&str, &str)> = rust_iso3166::ALL
        .iter()
        .map(|country| {
            let everyday = DISPLAY_NAMES.iter().find(|(code, _)| *code == country.alpha2);
            (country.alpha2, everyday.map_or(country.name, |(_, name)| *name))
        })
        .collect();
    countries.push(("XK", "Kosovo"));
    countries.sort_unstable();
    countries
});

/// All countries and territories, sorted by code.
pub fn countries() -> impl Iterator<Item = Country> {
    COUNTRIES.iter().map(|(code, _)| Country(code))
}

impl Country {
    /// The country with this code in any case: alpha-2, alpha-3, or another one that people use,
    /// such as `UK` and `EL`.
    pub fn with_other_code(text: &str) -> Option<Self> {
        let code = text.to_ascii_uppercase();
        let other = OTHER_CODES.iter().find(|(other, _)| *other == code).map(|(_, code)| *code);
        let alpha3 = || rust_iso3166::from_alpha3(&code).map(|country| country.alpha2);
        other.or_else(alpha3).unwrap_or(&code).parse().ok()
    }

    /// The country with this code or name, ignoring case: a displayed name, another one in common
    /// use, or the formal one.
    pub fn named(text: &str) -> Option<Self> {
        let is_same = |name: &str| name.eq_ignore_ascii_case(text);
        let is_name = |country: &Self| country.names().chain(country.hidden_names()).any(is_same);
        let named = || countries().find(is_name);
        Self::with_other_code(text).or_else(named).or_else(|| with_formal_name(is_same))
    }

    /// The code, e.g. `IN`.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// The English display name, e.g. `India`.
    pub fn name(self) -> &'static str {
        let place = COUNTRIES.binary_search_by_key(&self.0, |(code, _)| code);
        place.map_or(self.0, |index| COUNTRIES[index].1)
    }

    /// Names that people use for the country, but that the directory does not show.
    pub fn hidden_names(self) -> impl Iterator<Item = &'static str> {
        let names = OTHER_CODES.iter().filter(move |(_, code)| *code == self.0);
        // Texts of two letters are codes.
        names.map(|(name, _)| *name).filter(|name| name.len() > 2)
    }

    /// The display name, followed by other names in common use.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let others = OTHER_NAMES.iter().find(|(code, _)| *code == self.0);
        let others = others.map_or(&[][..], |(_, names)| *names);
        std::iter::once(self.name()).chain(others.iter().copied())
    }
}

/// The country with this name in ISO 3166-1, as it is written there or in the order of speech:
/// `Viet Nam`, `Congo (Democratic Republic of the)`, `Democratic Republic of the Congo`. `is_name`
/// says whether a name is the searched one.
pub fn with_formal_name(is_name: impl Fn(&str) -> bool) -> Option<Country> {
    // "Congo" may mean either of the two countries.
    let mut named = rust_iso3166::ALL.iter().filter(|country| country.alpha2 != "CG");
    let found = named.find(|country| {
        let name = country.name;
        let parts = name.strip_suffix(')').and_then(|name| name.split_once(" ("));
        let parts = parts.or_else(|| name.split_once(", "));
        is_name(name) || parts.is_some_and(|(last, first)| is_name(&format!("{first} {last}")))
    });
    found.and_then(|country| country.alpha2.parse().ok())
}

/// The text is not a country code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a country; use an ISO 3166-1 alpha-2 code in capitals, such as `IN`")]
pub struct InvalidCountry(String);

impl FromStr for Country {
    type Err = InvalidCountry;

    fn from_str(text: &str) -> Result<Self, InvalidCountry> {
        COUNTRIES
            .binary_search_by_key(&text, |(code, _)| code)
            .map(|index| Self(COUNTRIES[index].0))
            .map_err(|_| InvalidCountry(text.chars().take(40).collect()))
    }
}

impl Read for Country {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        let text = string(node, at, found)?;
        let country = text.parse::<Self>();
        if let Err(invalid) = &country {
            let violation = Violation::new(at, Code::UnknownValue, invalid.to_string());
            let suggestion = suggestion(text).map(|country| country.to_string());
            found.push(violation.with_suggestion(suggestion));
        }
        country.ok()
    }
}

/// The country with this code or name, ignoring case.
fn suggestion(text: &str) -> Option<Country> {
    let is_name = |country: &Country| country.names().any(|name| name.eq_ignore_ascii_case(text));
    Country::with_other_code(text).or_else(|| countries().find(is_name))
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_everyday_names() {
        for (code, name) in [("IN", "India"), ("GB", "United Kingdom"), ("XK", "Kosovo")] {
            assert_eq!(code.parse::<Country>().unwrap().name(), name);
        }
        assert_eq!(countries().count(), 250);
    }

    #[test]
    fn other_texts_are_rejected() {
        for text in ["", "in", "IND", "ZZ", "UK", "India"] {
            assert!(text.parse::<Country>().is_err(), "{text:?} was accepted");
        }
        for (text, code) in [("india", "IN"), ("UK", "GB"), ("el", "GR"), ("IND", "IN")] {
            assert_eq!(suggestion(text).map(Country::as_str), Some(code));
        }
    }
}
