//! An organization in a list of a page.

use std::borrow::Cow;

use serde::Deserialize;

use super::{SiteError, display};
use crate::catalog::{Entry, Snapshot};
use crate::domain::{Country, TermScheme};

/// The fields that lists show, parsed from the summary in the index.
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
    headquarters: Option<Headquarters<'s>>,
    #[serde(borrow)]
    focus_areas: Vec<Cow<'s, str>>,
    #[serde(borrow)]
    approaches: Vec<Cow<'s, str>>,
    #[serde(borrow)]
    country_codes: Vec<Cow<'s, str>>,
}

#[derive(Debug, Deserialize)]
struct Headquarters<'s> {
    #[serde(borrow)]
    city: Option<Cow<'s, str>>,
    #[serde(borrow)]
    country: Cow<'s, str>,
}

impl<'s> Card<'s> {
    /// Parses the summary of an organization.
    ///
    /// # Errors
    ///
    /// If the index entry is not a summary.
    pub fn of(entry: &Entry<'s>) -> Result<Self, SiteError> {
        Ok(serde_json::from_slice(entry.summary())?)
    }

    /// City and country of the headquarters: `Washington, D.C., United States`.
    fn headquarters(&self) -> Option<String> {
        let headquarters = self.headquarters.as_ref()?;
        let country = country_name(&headquarters.country);
        Some(match &headquarters.city {
            Some(city) => format!("{city}, {country}"),
            None => country.to_owned(),
        })
    }

    /// Headquarters, year of foundation and number of countries, in words.
    pub fn facts(&self) -> Vec<String> {
        let since = self.founded.map(|year| format!("since {year}"));
        let reach = match self.country_codes.len() {
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

fn labels<'c>(
    snapshot: &'c Snapshot,
    scheme: TermScheme,
    slugs: &'c [Cow<'_, str>],
) -> Vec<&'c str> {
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
