//! The home page: search form, facets, results, and pictures of the results.

mod facets;
mod figures;
mod request;
mod result;

use askama::Template;

use self::facets::{FacetBox, facets};
use self::figures::figures;
use self::request::Chip;
pub use self::request::{SearchRequest, url};
use self::result::SearchResult;
use super::{Frame, SiteError, display};
use crate::catalog::{Facet, Interpretation, Selection, Snapshot, Sort};

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    request: SearchRequest<'s>,
    total: usize,
    pages: usize,
    /// Number of organizations in the whole directory.
    all: usize,
    facets: Vec<FacetBox<'s>>,
    results: Vec<SearchResult<'s>>,
    interpretation: Option<Interpretation>,
    chips: Vec<Chip>,
    sort_options: Vec<SortOption>,
    figures: Vec<String>,
    /// The coverage of sources, in words.
    coverage: String,
}

/// An option of the sort order.
struct SortOption {
    /// The value of the parameter; empty for the default, so that the form omits it.
    value: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// The sort orders of the page, as value of the parameter and label.
const SORT_ORDERS: [(&str, &str); 9] = [
    ("relevance", "Best match"),
    ("name", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("founded", "Oldest first"),
    ("-founded", "Youngest first"),
    ("-updated_at", "Most recently changed"),
    ("updated_at", "Least recently changed"),
    ("-verified_at", "Most recently checked"),
    ("verified_at", "Least recently checked"),
];

/// The page of a search.
///
/// # Errors
///
/// If the index cannot be read.
pub fn search<'s>(
    frame: Frame,
    snapshot: &'s Snapshot,
    selection: &Selection<'s>,
    request: SearchRequest<'s>,
) -> Result<String, SiteError> {
    let results = selection.page.entries.iter();
    let results = results.map(|entry| SearchResult::of(entry, selection));
    let facets = facets(&request, selection, snapshot.vocabulary());
    let page = SearchPage {
        frame,
        snapshot,
        request,
        total: selection.total,
        pages: selection.total.div_ceil(request.per_page),
        all: snapshot.organization_count(),
        chips: chips(&request, snapshot),
        facets,
        results: results.collect::<Result<_, _>>()?,
        interpretation: selection.interpretation.clone(),
        sort_options: sort_options(&request),
        figures: figures(&request, snapshot, selection)?,
        coverage: display::coverage(selection.source_coverage()),
    };
    Ok(page.render()?)
}

impl SearchPage<'_> {
    fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }

    /// Whether this is the home page without a search.
    fn is_home(&self) -> bool {
        self.request.pairs.is_empty() && self.request.page == 1 && !self.request.is_private
    }

    fn as_json(&self) -> String {
        url("/api/v1/organizations", self.request.pairs)
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
    let default = if request.query.is_some() { Sort::RELEVANCE } else { Sort::NAME }.to_word();
    let available =
        SORT_ORDERS.iter().filter(|(value, _)| *value != "relevance" || request.query.is_some());
    let options = available.map(|(value, label)| SortOption {
        value: if *value == default { "" } else { value },
        label,
        is_chosen: *value == chosen,
    });
    options.collect()
}

/// The active filters, each with the URL that removes it.
fn chips(request: &SearchRequest<'_>, snapshot: &Snapshot) -> Vec<Chip> {
    let mut chips = Vec::new();
    for facet in Facet::ALL {
        let choice = request.filter.choice(facet);
        let chosen = choice.any.iter().map(|value| (value, "", value.clone()));
        let excluded = choice.none.iter().map(|value| (value, "not ", format!("!{value}")));
        let all: Vec<_> = chosen.chain(excluded).collect();
        for (value, not, written) in &all {
            let label = format!("{not}{}", facet.label(value, snapshot.vocabulary()));
            let others = all.iter().map(|(_, _, other)| other.as_str());
            let others: Vec<&str> = others.filter(|other| other != written).collect();
            let href = if others.is_empty() {
                request.without(facet.as_str())
            } else {
                request.with(&[(facet.as_str(), others.join(","))])
            };
            chips.push(Chip { label, href });
        }
    }
    for (name, words) in [
        ("country_role", "countries as"),
        ("founded", "founded"),
        ("updated_since", "changed since"),
        ("verified_before", "checked before"),
    ] {
        let value = request.value(name);
        if !value.is_empty() {
            chips.push(Chip { label: format!("{words} {value}"), href: request.without(name) });
        }
    }
    chips
}
