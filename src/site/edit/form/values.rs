//! Countries and languages as people type them.

use crate::domain::Country;
use crate::site::get_help::{exact_language_name, language_names, language_tag_of};

/// The code of a country, given its name or a code. Another text stays as it is.
pub fn country_code(typed: &str) -> String {
    let typed = typed.trim();
    Country::named(typed).map_or_else(|| typed.to_owned(), |country| country.as_str().to_owned())
}

/// The name of a country, given its code. Another text stays as it is.
pub fn country_name(value: &str) -> &str {
    value.parse::<Country>().map_or(value, |country| country.name())
}

/// The tag of a language, given its English name or a tag. Another text stays as it is.
pub fn language_tag(typed: &str) -> String {
    language_tag_of(typed.trim()).unwrap_or(typed.trim()).to_owned()
}

/// The name of a language, given its tag, if the tag is nothing but that of the language. Another
/// text stays as it is, such as `pt-BR`.
pub fn language_shown(value: &str) -> &str {
    exact_language_name(value).unwrap_or(value)
}

/// The names of languages to propose.
pub fn language_proposals() -> impl Iterator<Item = &'static str> {
    language_names()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::countries;

    #[test]
    fn every_country_and_language_is_found_by_the_name_that_the_form_shows() {
        for country in countries() {
            assert_eq!(country_code(country_name(country.as_str())), country.as_str());
        }
        for tag in ["en", "pt", "pt-BR", "hi-Latn", "ceb", "xx", "PT"] {
            assert_eq!(language_tag(language_shown(tag)), tag);
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for (typed, code) in [
            (" India ", "IN"),
            ("india", "IN"),
            ("in", "IN"),
            ("IND", "IN"),
            ("UK", "GB"),
            ("Turkey", "TR"),
            ("Viet Nam", "VN"),
            ("Democratic Republic of the Congo", "CD"),
            ("Atlantis", "Atlantis"),
            ("", ""),
        ] {
            assert_eq!(country_code(typed), code, "{typed}");
        }
        for (typed, tag) in [("Portuguese", "pt"), ("portuguese", "pt"), ("Elvish", "Elvish")] {
            assert_eq!(language_tag(typed), tag, "{typed}");
        }
    }
}
