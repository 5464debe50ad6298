//! Countries: all of them, and who works in each.

use askama::Template;

use super::card::{Card, country_name};
use super::pictures::{Counted, map};
use super::terms::{first_by_name, having};
use super::{Frame, SiteError, words};
use crate::catalog::{Facet, FacetCount, Snapshot};
use crate::domain::Country;

#[derive(Template)]
#[template(path = "countries.html")]
struct CountriesPage<'s> {
    frame: Frame,
    /// Code, name, how many; by name.
    countries: Vec<(&'s str, &'s str, usize)>,
    map: String,
}

/// Every country where somebody works.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn countries(frame: Frame, snapshot: &Snapshot) -> Result<String, SiteError> {
    let counted = snapshot.countries().into_iter();
    let mut countries: Vec<(&str, &str, usize)> =
        counted.map(|(code, count)| (code, country_name(code), count)).collect();
    countries.sort_by_key(|(_, name, _)| *name);
    let places: Vec<Counted<'_>> = countries
        .iter()
        .map(|&(id, label, count)| Counted { id, label, count, href: format!("/countries/{id}") })
        .collect();
    let map = map("Where they work", &places)?;
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

/// Who works in a country, against what and how.
///
/// # Errors
///
/// When the index cannot be read.
pub fn country(frame: Frame, snapshot: &Snapshot, country: Country) -> Result<String, SiteError> {
    let filter = having(Facet::Country, country.as_str());
    let selection = snapshot.select(&first_by_name(&filter))?;
    let page = CountryPage {
        frame,
        snapshot,
        country,
        total: selection.total,
        cards: selection.page.entries.iter().map(Card::new).collect(),
        focus_areas: selection.facet_counts(Facet::FocusArea),
        approaches: selection.facet_counts(Facet::Approach),
    };
    Ok(page.render()?)
}

impl CountryPage<'_> {
    fn counted(&self) -> String {
        words::counted(self.total, "organization", "organizations")
    }
}
