//! The first page: search, facets, what was found, and the field in pictures.

mod asked;
mod drawn;
mod facets;
mod found;

use askama::Template;

use self::asked::Chip;
pub use self::asked::{Asked, address};
use self::drawn::drawn;
use self::facets::{FacetBox, facets};
use self::found::Row;
use super::{Frame, SiteError, words};
use crate::catalog::{Facet, Selection, Snapshot, Sort};

#[derive(Template)]
#[template(path = "finding.html")]
struct FindingPage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    asked: Asked<'s>,
    total: usize,
    pages: usize,
    /// How many there are in the whole directory.
    all: usize,
    facets: Vec<FacetBox<'s>>,
    rows: Vec<Row<'s>>,
    chips: Vec<Chip>,
    orders: Vec<Order>,
    figures: Vec<String>,
}

/// An order that can be chosen.
struct Order {
    /// As its parameter is written; nothing for the usual one, so that a form does not ask for it.
    word: &'static str,
    label: &'static str,
    is_chosen: bool,
}

/// The orders of the page, as their parameter is written.
const ORDERS: [(&str, &str); 9] = [
    ("relevance", "Best match"),
    ("name", "Name"),
    ("-name", "Name, from Z"),
    ("founded", "Oldest first"),
    ("-founded", "Youngest first"),
    ("-updated_at", "Changed last"),
    ("updated_at", "Changed longest ago"),
    ("-verified_at", "Checked last"),
    ("verified_at", "Checked longest ago"),
];

/// The list as it is asked for.
///
/// # Errors
///
/// When the index cannot be read.
pub fn finding<'s>(
    frame: Frame,
    snapshot: &'s Snapshot,
    selection: &Selection<'s>,
    asked: Asked<'s>,
) -> Result<String, SiteError> {
    let rows = selection.page.entries.iter().map(|entry| Row::of(entry, selection));
    let facets = facets(&asked, selection, snapshot.vocabulary());
    let page = FindingPage {
        frame,
        snapshot,
        asked,
        total: selection.total,
        pages: selection.total.div_ceil(asked.per_page),
        all: snapshot.organization_count(),
        chips: chips(&asked, snapshot),
        facets,
        rows: rows.collect::<Result<_, _>>()?,
        orders: orders(&asked),
        figures: drawn(&asked, snapshot, selection)?,
    };
    Ok(page.render()?)
}

impl FindingPage<'_> {
    fn counted(&self) -> String {
        words::counted(self.total, "organization", "organizations")
    }

    /// Whether the page is the plain first one, before anything is asked.
    fn is_first(&self) -> bool {
        self.asked.pairs.is_empty() && self.asked.page == 1 && !self.asked.is_private
    }

    fn as_json(&self) -> String {
        address("/api/v1/organizations", self.asked.pairs)
    }

    fn as_csv(&self) -> String {
        // An export has no pages.
        let mut pairs = self.asked.pairs.to_vec();
        pairs.retain(|(name, _)| *name != "per_page");
        pairs.push(("format", "csv".to_owned()));
        address("/api/v1/export", &pairs)
    }
}

/// The orders that fit: only an answer to a question has a best match.
fn orders(asked: &Asked<'_>) -> Vec<Order> {
    let chosen = asked.sort.to_word();
    let usual = if asked.question.is_some() { Sort::RELEVANCE } else { Sort::NAME }.to_word();
    let fitting =
        ORDERS.iter().filter(|(word, _)| *word != "relevance" || asked.question.is_some());
    let orders = fitting.map(|(word, label)| Order {
        word: if *word == usual { "" } else { word },
        label,
        is_chosen: *word == chosen,
    });
    orders.collect()
}

/// What narrows the list.
fn chips(asked: &Asked<'_>, snapshot: &Snapshot) -> Vec<Chip> {
    let mut chips = Vec::new();
    for facet in Facet::ALL {
        let choice = asked.filter.choice(facet);
        let chosen = choice.any.iter().map(|value| (value, "", value.clone()));
        let left_out = choice.none.iter().map(|value| (value, "not ", format!("!{value}")));
        let all: Vec<_> = chosen.chain(left_out).collect();
        for (value, not, written) in &all {
            let label = format!("{not}{}", facet.label(value, snapshot.vocabulary()));
            let others = all.iter().map(|(_, _, other)| other.as_str());
            let others: Vec<&str> = others.filter(|other| other != written).collect();
            let href = match others.is_empty() {
                true => asked.without(facet.as_str()),
                false => asked.with(&[(facet.as_str(), others.join(","))]),
            };
            chips.push(Chip { label, href });
        }
    }
    for (name, words) in [
        ("founded", "founded"),
        ("updated_since", "changed since"),
        ("verified_before", "checked before"),
    ] {
        let value = asked.value(name);
        if !value.is_empty() {
            chips.push(Chip { label: format!("{words} {value}"), href: asked.without(name) });
        }
    }
    chips
}
