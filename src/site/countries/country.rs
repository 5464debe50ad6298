//! The page of one country.

use askama::Template;

use super::counted_countries;
use super::nearby::{Nearby, nearby};
use super::research::research_on;
use super::results::{LocalResult, results_in};
use crate::catalog::{
    Facet, FacetCount, Filter, ItemDetails, ListRequest, Selection, Snapshot, Sort, Start,
};
use crate::domain::{Country, Organization, TermScheme};
use crate::site::card::Card;
use crate::site::get_help::takes_reports;
use crate::site::list::{LIST, url};
use crate::site::terms::filter_by;
use crate::site::{Frame, SiteError, display};

/// Maximum number of organizations on the page; the list has all of them.
const MAX_LISTED: usize = 10;

/// Maximum number of profiles that are read for results: those that come first by name.
const MAX_PROFILES: usize = 50;

/// Number of values of a facet, or of organizations with their seat here, that are shown at once.
const SHOWN: usize = 6;

/// Maximum number of organizations with their seat here on the page.
const MAX_SEATS: usize = 30;

#[derive(Template)]
#[template(path = "country.html")]
struct CountryPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    country: Country,
    total: usize,
    cards: Vec<Card<'s>>,
    facets: Vec<LocalFacet<'s>>,
    results: Vec<LocalResult>,
    /// Number of all results here, shown or not.
    result_count: usize,
    based: Vec<Seat<'s>>,
    based_more: Vec<Seat<'s>>,
    /// Number of all organizations based here, shown or not.
    based_count: usize,
    /// Whether organizations here take reports or run a helpline.
    takes_reports: bool,
    research: Vec<ItemDetails<'s>>,
    nearby: Option<Nearby<'s>>,
}

/// The values of a facet among the organizations of a country.
struct LocalFacet<'s> {
    id: &'static str,
    title: &'static str,
    shown: Vec<Value<'s>>,
    more: Vec<Value<'s>>,
}

struct Value<'s> {
    bucket: FacetCount<'s>,
    /// The URL of the list of these organizations.
    href: String,
}

/// An organization that has its headquarters in a country.
struct Seat<'s> {
    slug: &'s str,
    name: &'s str,
    city: Option<&'s str>,
}

/// The page of a country: the organizations that work there, what they do, and their results there.
///
/// # Errors
///
/// If the index or a profile cannot be read.
pub fn country(frame: Frame, snapshot: &Snapshot, country: Country) -> Result<String, SiteError> {
    let name = country.name();
    let filter = filter_by(Facet::Country, country.as_str());
    let selection = select(snapshot, &filter)?;
    let total = selection.total;
    let entries = &selection.page.entries;
    let profiles = entries.iter().map(|entry| snapshot.organization(entry));
    let profiles: Vec<Organization> = profiles.collect::<Result<_, _>>()?;
    let (results, result_count) = results_in(country, &profiles);
    let based = snapshot.based_in(country);
    let based_count = based.len();
    let mut based: Vec<Seat<'_>> = based.iter().take(MAX_SEATS).map(Seat::new).collect();
    let based_more = based.split_off(based.len().min(SHOWN));
    let (title, description) = match total {
        0 => (
            format!("{name}: no organizations yet"),
            format!("The directory has no organizations that work against slavery in {name} yet."),
        ),
        total => (
            format!("{name}: {}", organizations(total)),
            format!(
                "Organizations that fight slavery in {name}, how they work, and their results."
            ),
        ),
    };
    let page = CountryPage {
        frame: frame.titled(title).described(description),
        snapshot,
        country,
        total,
        cards: entries.iter().take(MAX_LISTED).map(Card::new).collect(),
        facets: facets(snapshot, country, &selection),
        results,
        result_count,
        based,
        based_more,
        based_count,
        takes_reports: takes_reports(snapshot, country)?,
        research: research_on(country, snapshot)?,
        nearby: nearby(country, &counted_countries(snapshot)),
    };
    Ok(page.render()?)
}

impl CountryPage<'_> {
    fn list(&self) -> String {
        list(self.country, &[])
    }

    fn organizations(&self, count: usize) -> String {
        organizations(count)
    }
}

impl<'s> Seat<'s> {
    fn new(entry: &crate::catalog::Entry<'s>) -> Self {
        Self { slug: entry.slug(), name: entry.name(), city: entry.headquarters_city() }
    }
}

fn organizations(count: usize) -> String {
    display::counted(count, "organization", "organizations")
}

/// Selects organizations by name, as many as the page reads.
fn select<'s>(snapshot: &'s Snapshot, filter: &'s Filter) -> Result<Selection<'s>, SiteError> {
    let (sort, start) = (Sort::NAME, &Start::Offset(0));
    let request = ListRequest { filter, query: None, sort, start, size: MAX_PROFILES };
    Ok(snapshot.select(&request)?)
}

/// The URL of the list of organizations in a country, with further parameters.
fn list(country: Country, others: &[(&str, &str)]) -> String {
    let country = [("country", country.as_str())];
    let pairs = others.iter().chain(&country).map(|(name, value)| (*name, (*value).to_owned()));
    url(LIST, &pairs.collect::<Vec<_>>())
}

/// The problems and methods of the organizations in a country, the most frequent first. Groups of
/// terms say nothing here.
fn facets<'s>(
    snapshot: &'s Snapshot,
    country: Country,
    selection: &Selection<'s>,
) -> Vec<LocalFacet<'s>> {
    let facets = [
        (TermScheme::FocusArea, "problems", "What they work on"),
        (TermScheme::Approach, "methods", "How they work"),
    ];
    let facets = facets.into_iter().map(|(scheme, id, title)| {
        let facet = Facet::Term(scheme);
        let mut buckets = selection.facet_counts(facet);
        buckets.retain(|bucket| {
            snapshot.vocabulary().term(scheme, bucket.id).is_some_and(|term| !term.group)
        });
        let values = buckets.into_iter().map(|bucket| {
            let href = list(country, &[(facet.as_str(), bucket.id)]);
            Value { bucket, href }
        });
        let mut shown: Vec<Value<'_>> = values.collect();
        let more = shown.split_off(shown.len().min(SHOWN));
        LocalFacet { id, title, shown, more }
    });
    facets.filter(|facet| !facet.shown.is_empty()).collect()
}
