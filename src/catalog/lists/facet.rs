//! Facets: the properties with few values by which lists are filtered and counted. Everything that
//! depends on which facets there are is here, but for their parameters (`http`) and headings
//! (`site`).

use std::borrow::Cow;

use crate::catalog::columns::lineages::{AllLineages, with_broader};
use crate::catalog::rows::entry::Entry;
use crate::domain::{
    AffiliationKind, Country, Keyword, Status, TermScheme, Vocabulary, WayToHelpKind, countries,
};

/// A property with few values, by which lists are filtered and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Slugs. A term includes its narrower terms.
    FocusArea,
    /// Slugs. A term includes its narrower terms.
    Approach,
    /// Codes of the countries where the organization works.
    Country,
    /// Kinds of ways to help.
    WayToHelp,
    Affiliation,
    /// A filter without this facet means `active`.
    Status,
}

impl Facet {
    pub const ALL: [Self; 6] = [
        Self::FocusArea,
        Self::Approach,
        Self::Country,
        Self::WayToHelp,
        Self::Affiliation,
        Self::Status,
    ];

    /// The facet of the terms of a scheme.
    pub fn of(scheme: TermScheme) -> Self {
        match scheme {
            TermScheme::FocusArea => Self::FocusArea,
            TermScheme::Approach => Self::Approach,
        }
    }

    /// The name of the query parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FocusArea => "focus_area",
            Self::Approach => "approach",
            Self::Country => "country",
            Self::WayToHelp => "way_to_help",
            Self::Affiliation => "affiliation",
            Self::Status => "status",
        }
    }

    /// The values of an organization.
    pub(in crate::catalog) fn values_of<'e>(
        self,
        entry: &Entry<'e>,
        lineages: &'e AllLineages,
    ) -> Vec<&'e str> {
        match self {
            Self::FocusArea => with_broader(entry.focus_areas(), &lineages.focus_areas).collect(),
            Self::Approach => with_broader(entry.approaches(), &lineages.approaches).collect(),
            Self::Country => entry.countries().collect(),
            Self::WayToHelp => entry.ways_to_help().collect(),
            Self::Affiliation => entry.affiliation().into_iter().collect(),
            Self::Status => vec![entry.status()],
        }
    }

    /// Every value that can be chosen, whether an organization has it or not.
    pub fn values(self, vocabulary: &Vocabulary) -> Vec<String> {
        let terms = |scheme| vocabulary.terms(scheme).iter().map(|term| term.slug.to_string());
        match self {
            Self::FocusArea => terms(TermScheme::FocusArea).collect(),
            Self::Approach => terms(TermScheme::Approach).collect(),
            Self::Country => countries().map(|country| country.to_string()).collect(),
            Self::WayToHelp => words::<WayToHelpKind>(),
            Self::Affiliation => words::<AffiliationKind>(),
            Self::Status => words::<Status>(),
        }
    }

    /// Whether a value can be chosen.
    pub fn has_value(self, value: &str, vocabulary: &Vocabulary) -> bool {
        let is_term = |scheme| vocabulary.term(scheme, value).is_some();
        match self {
            Self::FocusArea => is_term(TermScheme::FocusArea),
            Self::Approach => is_term(TermScheme::Approach),
            Self::Country => value.parse::<Country>().is_ok(),
            Self::WayToHelp => WayToHelpKind::from_word(value).is_some(),
            Self::Affiliation => AffiliationKind::from_word(value).is_some(),
            Self::Status => Status::from_word(value).is_some(),
        }
    }

    /// The display name of a value; the value itself if it has none.
    pub fn label<'v>(self, id: &'v str, vocabulary: &'v Vocabulary) -> Cow<'v, str> {
        let term = |scheme| vocabulary.term(scheme, id).map(|term| term.label.as_str());
        let name = match self {
            Self::FocusArea => term(TermScheme::FocusArea),
            Self::Approach => term(TermScheme::Approach),
            Self::Country => id.parse().ok().map(Country::name),
            Self::WayToHelp | Self::Affiliation | Self::Status => return capitalized(id).into(),
        };
        name.unwrap_or(id).into()
    }
}

fn words<K: Keyword>() -> Vec<String> {
    K::ALL.iter().map(|keyword| keyword.as_str().to_owned()).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
