//! The page of research.

use askama::Template;

use super::ItemsRequest;
use super::filters::{Filters, kind_label};
use crate::catalog::{Interpretation, ItemCounts, ItemDetails, ItemKind, ItemPage, Snapshot};
use crate::site::{Frame, SiteError};

#[derive(Template)]
#[template(path = "research.html")]
pub struct ResearchPage<'s> {
    frame: Frame,
    request: ItemsRequest<'s>,
    total: usize,
    pages: usize,
    items: Vec<ItemDetails<'s>>,
    interpretation: Option<&'s Interpretation>,
    filters: Filters<'s>,
}

impl<'s> ResearchPage<'s> {
    pub fn new(
        frame: Frame,
        snapshot: &'s Snapshot,
        request: ItemsRequest<'s>,
        page: &'s ItemPage,
        counts: &ItemCounts<'s>,
    ) -> Result<Self, SiteError> {
        let filters = Filters::new(snapshot, request, counts);
        let title = match filters.in_words() {
            chosen if chosen.is_empty() => "Research".to_owned(),
            chosen => format!("Research: {chosen}"),
        };
        Ok(Self {
            frame: frame.titled(title).described(
                "Reports, books, talks, data and tools by organizations that fight slavery.",
            ),
            request,
            total: page.total,
            pages: page.total.div_ceil(request.per_page),
            items: snapshot.item_details(request.kind, &page.items)?,
            interpretation: page.interpretation.as_ref(),
            filters,
        })
    }

    /// The words of the orders with their labels, and whether each is chosen.
    fn orders(&self) -> Vec<(&'static str, &'static str, bool)> {
        let orders = self.request.orders.iter().map(|&word| {
            let label = match word {
                "newest" => "Newest first",
                "organization" => "Organization",
                _ => "Best match",
            };
            (word, label, word == self.request.order)
        });
        orders.collect()
    }

    fn kind(&self, word: &str) -> String {
        kind_label(ItemKind::Research, word)
    }
}
