//! The page of ways to help: a finder that begins with what visitors can give.

use askama::Template;

use super::filters::{Choice, Filters, countries};
use super::{ItemsRequest, Way};
use crate::catalog::{Interpretation, ItemCounts, ItemPage, Snapshot};
use crate::site::{Frame, SiteError, display};

#[derive(Template)]
#[template(path = "ways_to_help.html")]
pub struct WaysPage<'s> {
    frame: Frame,
    request: ItemsRequest<'s>,
    total: usize,
    pages: usize,
    ways: Vec<Way<'s>>,
    interpretation: Option<&'s Interpretation>,
    filters: Filters<'s>,
    countries: Vec<Choice<'s>>,
    gifts: Vec<Gift>,
    /// Numbers of ways that cost nothing, and of those that do.
    free: usize,
    not_free: usize,
}

/// Something that visitors can give, and the matching kinds of help.
struct Gift {
    label: &'static str,
    about: &'static str,
    /// The list of these ways, with the other filters.
    href: String,
    count: usize,
    is_chosen: bool,
}

/// The gifts of the page: label, description, kinds. The kinds are in the order of the URL.
const GIFTS: [(&str, &str, &str); 5] = [
    ("An hour", "Learn, or volunteer", "learn,volunteer"),
    ("Money", "Give, or buy goods made without slavery", "give,shop"),
    ("Your voice", "Speak up, raise funds, report what you see", "advocate,fundraise,report"),
    ("Your skills", "Jobs, internships and company partnerships", "partner,work"),
    ("Your faith community", "Pray, alone or together", "pray"),
];

impl Gift {
    fn counted(&self) -> String {
        display::counted(self.count, "way", "ways")
    }
}

impl<'s> WaysPage<'s> {
    pub fn new(
        frame: Frame,
        snapshot: &'s Snapshot,
        request: ItemsRequest<'s>,
        page: &'s ItemPage,
        counts: &ItemCounts<'s>,
    ) -> Result<Self, SiteError> {
        let filters = Filters::new(snapshot, request, counts);
        let title = match filters.in_words() {
            chosen if chosen.is_empty() => "How to help".to_owned(),
            chosen => format!("How to help: {chosen}"),
        };
        let items = snapshot.item_details(request.kind, &page.items)?;
        Ok(Self {
            frame: frame.titled(title).described(
                "Ways to help organizations that fight slavery: with an hour, money, your voice, \
                 your skills or your faith community.",
            ),
            request,
            total: page.total,
            pages: page.total.div_ceil(request.per_page),
            ways: items.into_iter().map(Way::new).collect(),
            interpretation: page.interpretation.as_ref(),
            countries: countries(snapshot, request),
            gifts: gifts(request, counts),
            free: counts.free,
            not_free: counts.not_free,
            filters,
        })
    }
}

fn gifts(request: ItemsRequest<'_>, counts: &ItemCounts<'_>) -> Vec<Gift> {
    let chosen = request.value("kind");
    let count = |kinds: &str| {
        let of_kinds =
            counts.kinds.iter().filter(|(word, _)| kinds.split(',').any(|it| it == *word));
        of_kinds.map(|(_, count)| count).sum()
    };
    let gifts = GIFTS.into_iter().map(|(label, about, kinds)| Gift {
        label,
        about,
        href: request.with("kind", kinds),
        count: count(kinds),
        is_chosen: chosen == kinds,
    });
    gifts.collect()
}
