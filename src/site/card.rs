//! An organization in the lists of the pages.

use super::display;
use crate::catalog::{Entry, Snapshot};
use crate::domain::{Country, TermScheme};

/// An organization in a list.
#[derive(Debug)]
pub struct Card<'s> {
    pub slug: &'s str,
    pub name: &'s str,
    pub acronym: Option<&'s str>,
    pub status: &'s str,
    pub summary: &'s str,
    founded: Option<i16>,
    city: Option<&'s str>,
    country: Option<&'s str>,
    countries: usize,
    focus_areas: Vec<&'s str>,
    approaches: Vec<&'s str>,
}

impl<'s> Card<'s> {
    pub fn new(entry: &Entry<'s>) -> Self {
        Self {
            slug: entry.slug(),
            name: entry.name(),
            acronym: entry.acronym(),
            status: entry.status(),
            summary: entry.summary_text(),
            founded: entry.founded(),
            city: entry.headquarters_city(),
            country: entry.headquarters_country(),
            countries: entry.countries().count(),
            focus_areas: entry.terms(TermScheme::FocusArea).collect(),
            approaches: entry.terms(TermScheme::Approach).collect(),
        }
    }

    /// City and country of the headquarters: `Washington, D.C., United States`.
    fn headquarters(&self) -> Option<String> {
        let country = country_name(self.country?);
        Some(match self.city {
            Some(city) => format!("{city}, {country}"),
            None => country.to_owned(),
        })
    }

    /// Headquarters, year of foundation and number of countries, in words.
    pub fn facts(&self) -> Vec<String> {
        let since = self.founded.map(|year| format!("since {year}"));
        let reach = match self.countries {
            0 => None,
            count => Some(format!("works in {}", display::counted(count, "country", "countries"))),
        };
        self.headquarters().into_iter().chain(since).chain(reach).collect()
    }

    /// The labels of its focus areas.
    pub fn focus_areas<'c>(&'c self, snapshot: &'c Snapshot) -> Vec<&'c str> {
        labels(snapshot, TermScheme::FocusArea, &self.focus_areas)
    }

    /// The labels of its approaches.
    pub fn approaches<'c>(&'c self, snapshot: &'c Snapshot) -> Vec<&'c str> {
        labels(snapshot, TermScheme::Approach, &self.approaches)
    }
}

fn labels<'c>(snapshot: &'c Snapshot, scheme: TermScheme, slugs: &[&'c str]) -> Vec<&'c str> {
    slugs.iter().map(|slug| label(snapshot, scheme, slug)).collect()
}

/// The label of a term, or its slug if the term is unknown.
pub fn label<'c>(snapshot: &'c Snapshot, scheme: TermScheme, slug: &'c str) -> &'c str {
    snapshot.vocabulary().term(scheme, slug).map_or(slug, |term| term.label.as_str())
}

/// The name of a country, or the text itself if it is not a country code.
pub fn country_name(code: &str) -> &str {
    match code.parse::<Country>() {
        Ok(country) => country.name(),
        Err(_) => code,
    }
}
