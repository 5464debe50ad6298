//! Facets: the properties with few values by which lists are filtered and counted. Everything that
//! depends on which facets there are is here, but for their parameters (`http`) and headings
//! (`site`).

use std::borrow::Cow;

use crate::catalog::columns::lineages::AllLineages;
use crate::catalog::rows::entry::Entry;
use crate::domain::{
    AffiliationKind, Country, Keyword, Status, TermScheme, Vocabulary, WayToHelpKind, countries,
};

/// A property with few values, by which lists are filtered and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Slugs of terms of a vocabulary. A term includes its narrower terms.
    Term(TermScheme),
    /// Codes of the countries where the organization works.
    Country,
    /// Kinds of ways to help.
    WayToHelp,
    Affiliation,
    /// A filter without this facet means `active`.
    Status,
}

impl Facet {
    /// The facets of terms, in the order of the vocabularies, then the others.
    pub const ALL: [Self; TermScheme::ALL.len() + 4] = {
        let mut all = [Self::Status; TermScheme::ALL.len() + 4];
        let mut index = 0;
        while index < TermScheme::ALL.len() {
            all[index] = Self::Term(TermScheme::ALL[index]);
            index += 1;
        }
        all[index] = Self::Country;
        all[index + 1] = Self::WayToHelp;
        all[index + 2] = Self::Affiliation;
        all
    };

    /// The position in [`Facet::ALL`].
    pub fn index(self) -> usize {
        let schemes = TermScheme::ALL.len();
        match self {
            Self::Term(scheme) => scheme as usize,
            Self::Country => schemes,
            Self::WayToHelp => schemes + 1,
            Self::Affiliation => schemes + 2,
            Self::Status => schemes + 3,
        }
    }

    /// The name of the query parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Term(scheme) => scheme.as_str(),
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
            Self::Term(scheme) => lineages.with_broader(scheme, entry.terms(scheme)).collect(),
            Self::Country => entry.countries().collect(),
            Self::WayToHelp => entry.ways_to_help().collect(),
            Self::Affiliation => entry.affiliation().into_iter().collect(),
            Self::Status => vec![entry.status()],
        }
    }

    /// Every value that can be chosen, whether an organization has it or not.
    pub fn values(self, vocabulary: &Vocabulary) -> Vec<String> {
        match self {
            Self::Term(scheme) => {
                vocabulary.terms(scheme).iter().map(|term| term.slug.to_string()).collect()
            }
            Self::Country => countries().map(|country| country.to_string()).collect(),
            Self::WayToHelp => words::<WayToHelpKind>(),
            Self::Affiliation => words::<AffiliationKind>(),
            Self::Status => words::<Status>(),
        }
    }

    /// Whether a value can be chosen.
    pub fn has_value(self, value: &str, vocabulary: &Vocabulary) -> bool {
        match self {
            Self::Term(scheme) => vocabulary.term(scheme, value).is_some(),
            Self::Country => value.parse::<Country>().is_ok(),
            Self::WayToHelp => WayToHelpKind::from_word(value).is_some(),
            Self::Affiliation => AffiliationKind::from_word(value).is_some(),
            Self::Status => Status::from_word(value).is_some(),
        }
    }

    /// The display name of a value; the value itself if it has none.
    pub fn label<'v>(self, id: &'v str, vocabulary: &'v Vocabulary) -> Cow<'v, str> {
        let name = match self {
            Self::Term(scheme) => vocabulary.term(scheme, id).map(|term| term.label.as_str()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_facet_knows_its_position() {
        let positions: Vec<usize> = Facet::ALL.iter().map(|facet| facet.index()).collect();
        assert_eq!(positions, (0..Facet::ALL.len()).collect::<Vec<_>>());
    }
}
