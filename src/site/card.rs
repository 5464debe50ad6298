//! An organization in the lists of the pages.

use super::words;
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
            focus_areas: entry.focus_areas().collect(),
            approaches: entry.approaches().collect(),
        }
    }

    /// Where its seat is: `Washington, D.C., United States`.
    fn seat(&self) -> Option<String> {
        let country = country_name(self.country?);
        Some(match self.city {
            Some(city) => format!("{city}, {country}"),
            None => country.to_owned(),
        })
    }

    /// Where and since when, in words.
    pub fn facts(&self) -> Vec<String> {
        let since = self.founded.map(|year| format!("since {year}"));
        let reach = match self.countries {
            0 => None,
            count => Some(format!("works in {}", words::counted(count, "country", "countries"))),
        };
        self.seat().into_iter().chain(since).chain(reach).collect()
    }

    /// What it works against, by display name.
    pub fn focus_areas<'c>(&'c self, snapshot: &'c Snapshot) -> Vec<&'c str> {
        labels(snapshot, TermScheme::FocusArea, &self.focus_areas)
    }

    /// How it works, by display name.
    pub fn approaches<'c>(&'c self, snapshot: &'c Snapshot) -> Vec<&'c str> {
        labels(snapshot, TermScheme::Approach, &self.approaches)
    }
}

fn labels<'c>(snapshot: &'c Snapshot, scheme: TermScheme, slugs: &[&'c str]) -> Vec<&'c str> {
    slugs.iter().map(|slug| label(snapshot, scheme, slug)).collect()
}

/// The display name of a term.
pub fn label<'c>(snapshot: &'c Snapshot, scheme: TermScheme, slug: &'c str) -> &'c str {
    snapshot.vocabulary().term(scheme, slug).map_or(slug, |term| term.label.as_str())
}

/// The display name of a country.
pub fn country_name(code: &str) -> &str {
    match code.parse::<Country>() {
        Ok(country) => country.name(),
        Err(_) => code,
    }
}
