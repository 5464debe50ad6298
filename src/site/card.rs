//! An organization as lists of the pages show it.

use std::borrow::Cow;

use serde::Deserialize;

use super::{SiteError, words};
use crate::catalog::{Entry, Snapshot};
use crate::domain::{Country, TermScheme};

/// What lists show, from the summary that stands ready.
#[derive(Debug, Deserialize)]
pub struct Card<'s> {
    #[serde(borrow)]
    pub slug: Cow<'s, str>,
    #[serde(borrow)]
    pub name: Cow<'s, str>,
    #[serde(borrow)]
    pub acronym: Option<Cow<'s, str>>,
    #[serde(borrow)]
    pub status: Cow<'s, str>,
    #[serde(borrow)]
    pub summary: Cow<'s, str>,
    founded: Option<i16>,
    #[serde(borrow)]
    headquarters: Option<Seat<'s>>,
    #[serde(borrow)]
    focus_areas: Vec<Cow<'s, str>>,
    #[serde(borrow)]
    approaches: Vec<Cow<'s, str>>,
    #[serde(borrow)]
    country_codes: Vec<Cow<'s, str>>,
}

#[derive(Debug, Deserialize)]
struct Seat<'s> {
    #[serde(borrow)]
    city: Option<Cow<'s, str>>,
    #[serde(borrow)]
    country: Cow<'s, str>,
}

impl<'s> Card<'s> {
    /// # Errors
    ///
    /// When what the index has is no summary.
    pub fn of(entry: &Entry<'s>) -> Result<Self, SiteError> {
        Ok(serde_json::from_slice(entry.summary())?)
    }

    /// Where its seat is: `Washington, D.C., United States`.
    fn seat(&self) -> Option<String> {
        let seat = self.headquarters.as_ref()?;
        let country = country_name(&seat.country);
        Some(match &seat.city {
            Some(city) => format!("{city}, {country}"),
            None => country.to_owned(),
        })
    }

    /// Where and since when, in words.
    pub fn facts(&self) -> Vec<String> {
        let since = self.founded.map(|year| format!("since {year}"));
        let reach = match self.country_codes.len() {
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

fn labels<'c>(
    snapshot: &'c Snapshot,
    scheme: TermScheme,
    slugs: &'c [Cow<'_, str>],
) -> Vec<&'c str> {
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
