//! The list of organizations: search form, facets, results, and the tray of chosen organizations.

mod chips;
mod elsewhere;
mod facets;
mod pages;
mod request;
mod result;
mod title;
mod tray;

use askama::Template;

use self::chips::{Chip, Removal, chips, removals};
use self::elsewhere::{Meant, OtherList, meant, other_lists, ways_to_help};
use self::facets::{FacetBox, facets};
use self::pages::page_numbers;
pub use self::request::{LIST, SearchRequest, url};
use self::result::SearchResult;
use self::title::heading;
pub use self::title::title;
use self::tray::Tray;
use super::charts::charts_url;
use super::{Frame, SiteError, display};
use crate::catalog::{Interpretation, Selection, Snapshot, Sort};

/// The parameters that the page keeps without a control: hidden fields of the form.
const KEPT: [&str; 11] = [
    "status",
    "country_role",
    "updated_since",
    "verified_before",
    "due",
    "due_months",
    "due_years",
    "key",
    "sample",
    "seed",
    "per_page",
];

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    request: SearchRequest<'s>,
    heading: String,
    total: usize,
    pages: usize,
    facets: Vec<FacetBox<'s>>,
    results: Vec<SearchResult<'s>>,
    interpretation: Option<Interpretation>,
    chips: Vec<Chip>,
    sort_options: Vec<SortOption>,
    tray: Tray<'s>,
    /// Other lists of the directory in which the words were searched.
    other_lists: Vec<OtherList>,
    ways_to_help: Option<String>,
    /// If there are no results: what the visitor can remove, and names that they may have meant.
    removals: Vec<Removal>,
    meant: Vec<Meant<'s>>,
}

/// An option of the sort order.
struct SortOption {
    /// The value of the parameter; empty for the default, so that the form omits it.
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// The sort orders of the page, as value of the parameter and label.
const SORT_ORDERS: [(&str, &str); 11] = [
    ("relevance", "Best match"),
    ("key", "As you named them"),
    ("name", "Name (A to Z)"),
    ("-name", "Name (Z to A)"),
    ("founded", "Oldest first"),
    ("-founded", "Newest first"),
    ("-updated_at", "Recently updated"),
    ("updated_at", "Least recently updated"),
    ("-verified_at", "Recently reviewed"),
    ("verified_at", "Least recently reviewed"),
    ("due", "Most urgent review first"),
];

/// The page of a list.
///
/// # Errors
///
/// If the index cannot be read.
pub fn list<'s>(
    frame: Frame,
    snapshot: &'s Snapshot,
    selection: &Selection<'s>,
    request: SearchRequest<'s>,
) -> Result<String, SiteError> {
    let (total, entries) = (selection.total, &selection.page.entries);
    let vocabulary = snapshot.vocabulary();
    let results = entries.iter().map(|entry| SearchResult::of(entry, selection, vocabulary));
    let chips = chips(&request, snapshot);
    let removals = if total == 0 { removals(&request, snapshot, &chips)? } else { Vec::new() };
    let frame = frame.titled(title(&request, total, snapshot)).described(
        "Organizations that fight slavery: how each one explains it, what it does about it, and its sources.",
    );
    let page = ListPage {
        frame,
        snapshot,
        request,
        heading: heading(&request, total, snapshot),
        total,
        pages: total.div_ceil(request.per_page),
        facets: facets(&request, selection, vocabulary),
        results: results.collect::<Result<_, _>>()?,
        interpretation: selection.interpretation.clone(),
        sort_options: sort_options(&request),
        tray: Tray::of(&request, snapshot, entries),
        other_lists: other_lists(&request, snapshot)?,
        ways_to_help: ways_to_help(&request, total, entries),
        meant: if total == 0 { meant(&request, snapshot) } else { Vec::new() },
        removals,
        chips,
    };
    Ok(page.render()?)
}

impl<'s> ListPage<'s> {
    fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }

    /// Whether nothing narrows the list.
    fn is_whole(&self) -> bool {
        self.request.query.is_none() && self.chips.is_empty()
    }

    /// The parameters that the form keeps in hidden fields, with their values.
    fn kept(&self) -> impl Iterator<Item = &'s (&'static str, String)> {
        self.request.pairs.iter().filter(|(name, _)| KEPT.contains(name))
    }

    /// The pages to which the pager links, in order, with their URLs; `None` is a gap.
    fn pager(&self) -> Vec<Option<(usize, String)>> {
        let numbers = page_numbers(self.request.page, self.pages).into_iter();
        numbers.map(|number| number.map(|it| (it, self.request.page(it)))).collect()
    }

    fn charts(&self) -> String {
        charts_url(&self.request)
    }

    fn as_json(&self) -> String {
        url("/api/v1/organizations", self.request.pairs)
    }

    /// The list as citations. Without `per_page`, all of them come at once.
    fn cited(&self, format: &str) -> String {
        let mut pairs = self.request.pairs.to_vec();
        pairs.retain(|(name, _)| *name != "per_page");
        pairs.push(("format", format.to_owned()));
        url("/api/v1/organizations", &pairs)
    }

    fn as_csv(&self) -> String {
        // An export is not paginated.
        let mut pairs = self.request.pairs.to_vec();
        pairs.retain(|(name, _)| *name != "per_page");
        pairs.push(("format", "csv".to_owned()));
        url("/api/v1/export", &pairs)
    }
}

/// The options of the sort order; sorting by relevance needs a query.
fn sort_options(request: &SearchRequest<'_>) -> Vec<SortOption> {
    let chosen = request.sort.to_word();
    let (has_query, has_keys) = (request.query.is_some(), request.filter.keys.is_some());
    let default = match (has_query, has_keys) {
        (true, _) => Sort::RELEVANCE,
        (false, true) => Sort::KEY,
        (false, false) => Sort::NAME,
    };
    let default = default.to_word();
    let available = SORT_ORDERS.iter().filter(|(value, _)| match *value {
        "relevance" => has_query,
        "key" => has_keys,
        "due" => request.filter.due.is_some() || chosen == "due",
        _ => true,
    });
    let options = available.map(|(value, label)| SortOption {
        value: if *value == default { "" } else { value },
        label,
        is_chosen: *value == chosen,
    });
    options.collect()
}
