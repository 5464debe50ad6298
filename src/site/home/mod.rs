//! The first page: what this is, a search box, a door for each kind of visitor, and how framing and
//! method go together.

mod typical;

use askama::Template;

use self::typical::{TypicalMethod, typical_methods};
use super::card::Card;
use super::{Frame, SiteError, display};
use crate::catalog::{Filter, ListRequest, Selection, Snapshot, Sort, SortField, Start};

/// Number of organizations that the page lists; the list has all of them.
const LISTED: usize = 10;

/// Number of profiles that changed most recently.
const LATEST: usize = 5;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'s> {
    frame: Frame,
    snapshot: &'s Snapshot,
    total: usize,
    ways_to_help: usize,
    publications: usize,
    typical: Vec<TypicalMethod<'s>>,
    latest: Vec<Card<'s>>,
    cards: Vec<Card<'s>>,
}

/// The first page.
///
/// # Errors
///
/// If the index cannot be read.
pub fn home(frame: Frame, snapshot: &Snapshot) -> Result<String, SiteError> {
    let everything = Filter::default();
    let by_name = first(snapshot, &everything, Sort::NAME, LISTED)?;
    let by_change = Sort { field: SortField::UpdatedAt, descending: true };
    let latest = first(snapshot, &everything, by_change, LATEST)?;
    let items = snapshot.item_totals();
    let page = HomePage {
        frame: frame.titled("Antislavery Directory: who fights slavery, and how").described(
            "Compare organizations that fight slavery: how each one explains slavery, what it does \
                 about it, what it has achieved and how you can help, with sources.",
        ),
        snapshot,
        total: by_name.total,
        ways_to_help: items.ways_to_help,
        publications: items.research,
        typical: typical_methods(snapshot, &by_name),
        latest: latest.page.entries.iter().map(Card::new).collect(),
        cards: by_name.page.entries.iter().map(Card::new).collect(),
    };
    Ok(page.render()?)
}

/// The first organizations in an order.
fn first<'s>(
    snapshot: &'s Snapshot,
    filter: &'s Filter,
    sort: Sort,
    size: usize,
) -> Result<Selection<'s>, SiteError> {
    let start = &Start::Offset(0);
    Ok(snapshot.select(&ListRequest { filter, query: None, sort, start, size })?)
}

impl HomePage<'_> {
    fn counted(&self, count: &usize, one: &str, many: &str) -> String {
        display::counted(*count, one, many)
    }
}
