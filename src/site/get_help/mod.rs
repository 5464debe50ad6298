//! `/get-help`: the organizations that take reports or run a helpline, by country.
//!
//! All countries are on one page and reached by fragments, so that no request shows from which
//! country a visitor seeks help. The one rule: a telephone number is shown only with the day on
//! which a person checked it.

mod helper;
mod languages;

use std::collections::BTreeMap;

use askama::Template;

pub use helper::{checked, details, dialled};
pub use languages::{exact_language_name, language_names, language_tag_of};

use super::terms::filter_by;
use super::{Frame, SiteError};
use crate::catalog::{
    Choice, Entry, Facet, ItemDetails, ItemFilter, ItemKind, ItemOrder, ItemRequest, ListRequest,
    Snapshot, Sort, Start,
};
use crate::domain::{Country, Keyword, TermScheme, WayToHelpKind, countries};
use helper::{Helper, Reach};

/// Maximum number of ways to report, and of organizations with helplines, on the page.
const MAX_LISTED: usize = 100;

/// The approach of organizations that run a helpline.
const HELPLINE: &str = "hotline";

#[derive(Template)]
#[template(path = "get_help.html")]
struct GetHelpPage<'s> {
    frame: Frame,
    helpers: Vec<Helper<'s>>,
    /// Whether there are more organizations than the page has.
    is_cut: bool,
    /// The countries with an organization that takes reports or runs a helpline, by name.
    sections: Vec<Section>,
    /// The other countries where organizations work, by name, each with their number.
    others: Vec<(Country, usize)>,
    /// The countries where no organization works, by name.
    empty: Vec<Country>,
}

/// A country, and the positions of its helpers.
struct Section {
    country: Country,
    /// Those that work only here, or whose number is for this country.
    here: Vec<usize>,
    /// Those that work in this country and in others.
    also_here: Vec<usize>,
}

/// The page for visitors who need help or want to report.
///
/// # Errors
///
/// If the index cannot be read.
pub fn get_help(frame: Frame, snapshot: &Snapshot) -> Result<String, SiteError> {
    let (helpers, is_cut) = helpers(snapshot)?;
    let sections = sections(&helpers);
    let is_listed = |country: Country| sections.iter().any(|section| section.country == country);
    let counts: BTreeMap<&str, usize> = snapshot.countries().into_iter().collect();
    let mut unlisted: Vec<Country> = countries().filter(|it| !is_listed(*it)).collect();
    unlisted.sort_by_key(|country| country.name());
    let (others, empty): (Vec<Country>, Vec<Country>) =
        unlisted.into_iter().partition(|country| counts.contains_key(country.as_str()));
    let others = others.into_iter().map(|country| (country, counts[country.as_str()])).collect();
    let frame = frame.titled("Get help or report slavery").described(
        "Organizations that take reports of slavery or run a helpline, by country, and how to \
         read this site safely.",
    );
    Ok(GetHelpPage { frame, helpers, is_cut, sections, others, empty }.render()?)
}

/// Whether the page has organizations that take reports or run a helpline in a country.
///
/// # Errors
///
/// If the index cannot be read.
pub fn takes_reports(snapshot: &Snapshot, country: Country) -> Result<bool, SiteError> {
    let is_asked = |helper: &Helper<'_>| {
        let (Reach::Some(countries) | Reach::Several(countries)) = &helper.reach;
        countries.contains(&country)
    };
    Ok(helpers(snapshot)?.0.iter().any(is_asked))
}

/// The organizations that take reports or run a helpline, by name, and whether some are left out.
fn helpers(snapshot: &Snapshot) -> Result<(Vec<Helper<'_>>, bool), SiteError> {
    let mut helpers: Vec<Helper<'_>> = Vec::new();
    let (ways, has_more_ways) = ways_to_report(snapshot)?;
    let (with_helpline, has_more) = with_helpline(snapshot)?;
    for way in ways {
        let slug = way.organization_slug;
        match helpers.iter_mut().find(|helper| helper.entry.slug() == slug) {
            Some(helper) => helper.ways.push(way),
            None => helpers.push(Helper::new(snapshot, way.organization, vec![way])),
        }
    }
    for entry in with_helpline {
        match helpers.iter_mut().find(|helper| helper.entry.slug() == entry.slug()) {
            Some(helper) => helper.runs_helpline = true,
            None => {
                let helper = Helper::new(snapshot, entry, Vec::new());
                helpers.push(Helper { runs_helpline: true, ..helper });
            }
        }
    }
    helpers.sort_by_key(|helper| helper.entry.name_key());
    Ok((helpers, has_more_ways || has_more))
}

/// The first ways to report, and whether there are more.
fn ways_to_report(snapshot: &Snapshot) -> Result<(Vec<ItemDetails<'_>>, bool), SiteError> {
    let kinds = Choice::of(vec![WayToHelpKind::Report.as_str().to_owned()]);
    let request = ItemRequest {
        kind: ItemKind::WayToHelp,
        filter: &ItemFilter { kinds, ..ItemFilter::default() },
        query: None,
        order: ItemOrder::Usual,
        start: &Start::Offset(0),
        size: MAX_LISTED,
    };
    let page = snapshot.select_items(&request)?;
    let ways = snapshot.item_details(ItemKind::WayToHelp, &page.items)?;
    Ok((ways, page.total > MAX_LISTED))
}

/// The first organizations that run a helpline, and whether there are more.
fn with_helpline(snapshot: &Snapshot) -> Result<(Vec<Entry<'_>>, bool), SiteError> {
    let filter = filter_by(Facet::Term(TermScheme::Approach), HELPLINE);
    let request = ListRequest {
        filter: &filter,
        query: None,
        sort: Sort::NAME,
        start: &Start::Offset(0),
        size: MAX_LISTED,
    };
    // The entries borrow only from the snapshot, but the selection also from the request.
    let selection = snapshot.select(&request)?;
    let has_more = selection.total > MAX_LISTED;
    let numbers: Vec<u32> = selection.page.entries.iter().map(Entry::number).collect();
    Ok((numbers.into_iter().map(|number| snapshot.entry(number)).collect(), has_more))
}

fn sections(helpers: &[Helper<'_>]) -> Vec<Section> {
    let mut sections: BTreeMap<&str, Section> = BTreeMap::new();
    for (position, helper) in helpers.iter().enumerate() {
        let (countries, is_here) = match &helper.reach {
            Reach::Some(countries) => (countries, true),
            Reach::Several(countries) => (countries, false),
        };
        for &country in countries {
            let section = sections.entry(country.name()).or_insert_with(|| Section {
                country,
                here: Vec::new(),
                also_here: Vec::new(),
            });
            if is_here { section.here.push(position) } else { section.also_here.push(position) }
        }
    }
    sections.into_values().collect()
}

impl<'s> GetHelpPage<'s> {
    fn at(&self, positions: &[usize]) -> Vec<&Helper<'s>> {
        positions.iter().filter_map(|position| self.helpers.get(*position)).collect()
    }

    /// The organizations that work in several countries, or name none.
    fn several(&self) -> Vec<&Helper<'s>> {
        self.helpers.iter().filter(|helper| matches!(helper.reach, Reach::Several(_))).collect()
    }
}
