//! The pages of countries: `/countries`, and one for each country.

mod country;
mod nearby;
mod research;
mod results;

use askama::Template;

pub use self::country::country;
use super::card::country_name;
use super::pictures::{Caption, Count, alphabetical, map};
use super::{Frame, SiteError, display};
use crate::catalog::Snapshot;
use crate::domain::{Country, Region};

#[derive(Template)]
#[template(path = "countries.html")]
struct CountriesPage<'s> {
    frame: Frame,
    /// The countries by region, without empty regions.
    regions: Vec<RegionOfCountries<'s>>,
    map: String,
}

/// The countries of a region in which organizations work.
struct RegionOfCountries<'s> {
    /// `None` for countries in no region.
    region: Option<Region>,
    countries: Vec<CountedCountry<'s>>,
}

impl RegionOfCountries<'_> {
    fn name(&self) -> &'static str {
        self.region.map_or("Elsewhere", Region::name)
    }

    fn slug(&self) -> &'static str {
        self.region.map_or("elsewhere", Region::slug)
    }

    fn counted(&self) -> String {
        display::counted(self.countries.len(), "country", "countries")
    }
}

/// A country and the number of active organizations that work there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedCountry<'s> {
    pub code: &'s str,
    pub name: &'s str,
    pub count: usize,
}

impl CountedCountry<'_> {
    fn region(&self) -> Option<Region> {
        self.code.parse::<Country>().ok()?.region()
    }
}

/// The countries in which active organizations work, by name.
fn counted_countries(snapshot: &Snapshot) -> Vec<CountedCountry<'_>> {
    let counted = snapshot.countries().into_iter();
    let mut countries: Vec<CountedCountry<'_>> = counted
        .map(|(code, count)| CountedCountry { code, name: country_name(code), count })
        .collect();
    countries.sort_by_cached_key(|country| alphabetical(country.name));
    countries
}

/// The page of all countries where organizations work.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn countries(frame: Frame, snapshot: &Snapshot) -> Result<String, SiteError> {
    let countries = counted_countries(snapshot);
    let counts: Vec<Count<'_>> = countries
        .iter()
        .map(|&CountedCountry { code, name, count }| Count {
            id: code,
            label: name,
            count,
            href: format!("/countries/{code}"),
        })
        .collect();
    let caption = Caption {
        title: "Where the organizations in this directory work".to_owned(),
        unit: "Number of organizations by country. One can count more than once.".to_owned(),
        data: vec![("JSON", "/api/v1/countries".to_owned())],
        ..Caption::default()
    };
    let map = map(caption, &counts)?;
    let regions = Region::ALL.into_iter().map(Some).chain([None]).map(|region| {
        let of_region = countries.iter().filter(|country| country.region() == region);
        RegionOfCountries { region, countries: of_region.copied().collect() }
    });
    let regions = regions.filter(|region| !region.countries.is_empty()).collect();
    let frame = frame.titled("Countries").described(
        "The countries where organizations in this directory fight slavery, on a map and by region.",
    );
    Ok(CountriesPage { frame, regions, map }.render()?)
}
