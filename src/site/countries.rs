//! The pages of countries: `/countries`, and one for each country.

use askama::Template;

use super::card::{Card, country_name};
use super::pictures::{Count, map};
use super::terms::{filter_by, first_by_name};
use super::{Frame, SiteError, display};
use crate::catalog::{Facet, FacetCount, Snapshot};
use crate::domain::{Country, TermScheme};

#[derive(Template)]
#[template(path = "countries.html")]
struct CountriesPage<'s> {
    frame: Frame,
    /// Code, name and number of organizations, sorted by name.
    countries: Vec<(&'s str, &'s str, usize)>,
    map: String,
}

/// The page of all countries where organizations work.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn countries(frame: Frame, snapshot: &Snapshot) -> Result<String, SiteError> {
    let counted = snapshot.countries().into_iter();
    let mut countries: Vec<(&str, &str, usize)> =
        counted.map(|(code, count)| (code, country_name(code), count)).collect();
    countries.sort_by_key(|(_, name, _)| *name);
    let counts: Vec<Count<'_>> = countries
        .iter()
        .map(|&(id, label, count)| Count { id, label, count, href: format!("/countries/{id}") })
        .collect();
    let map = map("Where they work", &counts)?;
    let frame = frame
        .titled("Countries")
        .described("Countries where organizations that fight slavery work.");
    Ok(CountriesPage { frame, countries, map }.render()?)
}

#[derive(Template)]
#[template(path = "country.html")]
struct CountryPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    country: Country,
    total: usize,
    cards: Vec<Card<'s>>,
    focus_areas: Vec<FacetCount<'s>>,
    approaches: Vec<FacetCount<'s>>,
}

/// The page of a country: the organizations that work there, and counts of their terms.
///
/// # Errors
///
/// If the index cannot be read.
pub fn country(frame: Frame, snapshot: &Snapshot, country: Country) -> Result<String, SiteError> {
    let filter = filter_by(Facet::Country, country.as_str());
    let selection = snapshot.select(&first_by_name(&filter))?;
    let counted = display::counted(selection.total, "organization", "organizations");
    let frame = frame.titled(format!("{}: {counted}", country.name())).described(format!(
        "Organizations that fight slavery in {}: how they work, and how you can help.",
        country.name()
    ));
    let page = CountryPage {
        frame,
        snapshot,
        country,
        total: selection.total,
        cards: selection.page.entries.iter().map(Card::new).collect(),
        focus_areas: selection.facet_counts(Facet::Term(TermScheme::FocusArea)),
        approaches: selection.facet_counts(Facet::Term(TermScheme::Approach)),
    };
    Ok(page.render()?)
}

impl CountryPage<'_> {
    fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }
}
