//! An organization in the lists of the pages.

use super::display;
use crate::catalog::{Entry, Snapshot};
use crate::domain::{Country, TermScheme};

/// Number of topics shown; the others are only counted.
const TOPICS: usize = 3;

/// An organization in a list.
#[derive(Debug)]
pub struct Card<'s> {
    pub slug: &'s str,
    pub name: &'s str,
    pub acronym: Option<&'s str>,
    pub status: &'s str,
    pub summary: &'s str,
    /// How it frames the problem, in short: completes "Sees slavery as …".
    pub framing: Option<&'s str>,
    /// How it fights the problem, in short: completes "So it …".
    pub method: Option<&'s str>,
    /// Number of sources.
    pub sources: usize,
    /// The day of the newest version.
    pub updated: String,
    founded: Option<i16>,
    city: Option<&'s str>,
    country: Option<&'s str>,
    countries: usize,
    kinds: Vec<&'s str>,
    focus_areas: Vec<&'s str>,
}

impl<'s> Card<'s> {
    pub fn new(entry: &Entry<'s>) -> Self {
        Self {
            slug: entry.slug(),
            name: entry.name(),
            acronym: entry.acronym(),
            status: entry.status(),
            summary: entry.summary_text(),
            framing: entry.framing_in_short(),
            method: entry.method_in_short(),
            sources: entry.source_count(),
            updated: display::short_day(entry.updated_at()),
            founded: entry.founded(),
            city: entry.headquarters_city(),
            country: entry.headquarters_country(),
            countries: entry.countries().count(),
            kinds: entry.terms(TermScheme::Kind).collect(),
            focus_areas: entry.terms(TermScheme::FocusArea).collect(),
        }
    }

    /// City and country of the headquarters: `Washington, D.C., United States`.
    pub fn headquarters(&self) -> Option<String> {
        let country = country_name(self.country?);
        Some(match self.city {
            Some(city) => format!("{city}, {country}"),
            None => country.to_owned(),
        })
    }

    /// Headquarters, year of foundation and kind, in words.
    pub fn facts(&self, snapshot: &Snapshot) -> Vec<String> {
        let founded = self.founded.map(|year| format!("founded {year}"));
        let kind =
            self.kinds.first().map(|kind| label(snapshot, TermScheme::Kind, kind).to_owned());
        self.headquarters().into_iter().chain(founded).chain(kind).collect()
    }

    /// Its reach and its sources, in words: `15 countries`, `57 sources`.
    pub fn counts(&self) -> Vec<String> {
        let countries = display::counted(self.countries, "country", "countries");
        let sources = display::counted(self.sources, "source", "sources");
        let countries = (self.countries > 0).then_some(countries);
        countries.into_iter().chain([sources]).collect()
    }

    /// The labels of its first focus areas, and how many more there are.
    pub fn topics<'c>(&'c self, snapshot: &'c Snapshot) -> (Vec<&'c str>, usize) {
        let shown = &self.focus_areas[..self.focus_areas.len().min(TOPICS)];
        (labels(snapshot, TermScheme::FocusArea, shown), self.focus_areas.len() - shown.len())
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
