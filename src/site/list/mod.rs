//! The list of organizations: search form, facets, results.

mod facets;
mod request;
mod result;

use askama::Template;

use self::facets::{FacetBox, facets};
use self::request::Chip;
pub use self::request::{SearchRequest, url};
use self::result::SearchResult;
use super::charts::CHARTS;
use super::{Frame, SiteError, display};
use crate::catalog::{Facet, Interpretation, Selection, Snapshot, Sort};

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    request: SearchRequest<'s>,
    total: usize,
    pages: usize,
    facets: Vec<FacetBox<'s>>,
    results: Vec<SearchResult<'s>>,
    interpretation: Option<Interpretation>,
    chips: Vec<Chip>,
    sort_options: Vec<SortOption>,
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
    ("name", "Name (A to Z)"),
    ("-name", "Name (Z to A)"),
    ("founded", "Oldest first"),
    ("-founded", "Newest first"),
    ("-updated_at", "Recently updated"),
    ("updated_at", "Least recently updated"),
    ("-verified_at", "Recently reviewed"),
    ("verified_at", "Least recently reviewed"),
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
    let results = selection.page.entries.iter();
    let results = results.map(|entry| SearchResult::of(entry, selection));
    let facets = facets(&request, selection, snapshot.vocabulary());
    let frame = frame.titled(title(&request, selection.total, snapshot)).described(
        "Organizations that fight slavery: how each one explains it, what it does about it, and its sources.",
    );
    let page = ListPage {
        frame,
        snapshot,
        request,
        total: selection.total,
        pages: selection.total.div_ceil(request.per_page),
        chips: chips(&request, snapshot),
        facets,
        results: results.collect::<Result<_, _>>()?,
        interpretation: selection.interpretation.clone(),
        sort_options: sort_options(&request),
    };
    Ok(page.render()?)
}

impl ListPage<'_> {
    fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }

    /// Whether nothing narrows the list.
    fn is_whole(&self) -> bool {
        self.request.query.is_none() && self.chips.is_empty()
    }

    /// The charts of the same list.
    fn charts(&self) -> String {
        let pairs =
            self.request.pairs.iter().filter(|(name, _)| !["sort", "per_page"].contains(name));
        url(CHARTS, &pairs.cloned().collect::<Vec<_>>())
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

/// What the list shows: `Bonded labour in India: 6 organizations`. A private search is in no
/// title, because titles go into the browser's history.
pub fn title(request: &SearchRequest<'_>, total: usize, snapshot: &Snapshot) -> String {
    let counted = display::counted(total, "organization", "organizations");
    if request.is_private {
        return "Organizations".to_owned();
    }
    let labels = |facet: Facet| -> String {
        let chosen = request.filter.choice(facet).any.iter();
        let labels = chosen.map(|value| facet.label(value, snapshot.vocabulary()).into_owned());
        labels.collect::<Vec<_>>().join(" or ")
    };
    let is_term = |facet: &Facet| matches!(facet, Facet::Term(_));
    let mut topics: Vec<String> = Facet::ALL.into_iter().filter(is_term).map(labels).collect();
    topics.retain(|labels| !labels.is_empty());
    let words = request.words();
    if !words.is_empty() {
        topics.insert(0, format!("“{words}”"));
    }
    let (about, place) = (topics.join(", "), labels(Facet::Country));
    match (about.as_str(), place.as_str()) {
        ("", "") if request.pairs.is_empty() => format!("All {counted}"),
        ("", "") => counted,
        (about, "") => format!("{about}: {counted}"),
        ("", place) => format!("{place}: {counted}"),
        (about, place) => format!("{about} in {place}: {counted}"),
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
        let excluded = choice.none.iter().map(|value| (value, "Excluding ", format!("!{value}")));
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
        ("updated_since", "updated since"),
        ("verified_before", "reviewed before"),
    ] {
        let value = request.value(name);
        if !value.is_empty() {
            chips.push(Chip { label: format!("{words} {value}"), href: request.without(name) });
        }
    }
    chips
}
