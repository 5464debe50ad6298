//! Research, and ways to help, of all organizations.

use askama::Template;

use super::finding::address;
use super::{Frame, SiteError};
use crate::catalog::{ItemDetails, ItemKind, ItemPage, Snapshot};
use crate::domain::{Keyword, ResearchKind, TermScheme, WayToHelpKind};

/// A list as it was asked for.
#[derive(Clone, Copy)]
pub struct ItemsAsked<'a> {
    pub kind: ItemKind,
    /// Everything that is asked but the page, as parameters in a fixed order.
    pub pairs: &'a [(&'static str, String)],
    /// The page, from 1.
    pub page: usize,
    pub per_page: usize,
}

/// A value that can be chosen.
struct Choosable<'s> {
    id: &'s str,
    label: &'s str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "research.html")]
struct ResearchPage<'s> {
    frame: Frame,
    asked: ItemsAsked<'s>,
    total: usize,
    pages: usize,
    items: Vec<ItemDetails<'s>>,
    kinds: Vec<Choosable<'s>>,
    focus_areas: Vec<Choosable<'s>>,
}

#[derive(Template)]
#[template(path = "ways_to_help.html")]
struct WaysPage<'s> {
    frame: Frame,
    asked: ItemsAsked<'s>,
    total: usize,
    pages: usize,
    items: Vec<ItemDetails<'s>>,
    kinds: Vec<Choosable<'s>>,
    focus_areas: Vec<Choosable<'s>>,
    gifts: Vec<Gift>,
}

/// What somebody has to give, and the kinds of help that it fits.
struct Gift {
    label: &'static str,
    about: &'static str,
    kinds: &'static str,
    is_chosen: bool,
}

/// What visitors say they have. The kinds are in the order of the address.
const GIFTS: [(&str, &str, &str); 4] = [
    ("I have an hour", "Learn, pray or volunteer", "learn,pray,volunteer"),
    ("I have money", "Give, or buy what is made without slavery", "give,shop"),
    ("I have a voice", "Speak up, raise funds, report what you see", "advocate,fundraise,report"),
    ("I have a profession", "Work with them, or make your company a partner", "partner,work"),
];

/// One page of research or of ways to help.
///
/// # Errors
///
/// When the index cannot be read.
pub fn items(
    frame: Frame,
    snapshot: &Snapshot,
    asked: ItemsAsked<'_>,
    page: &ItemPage,
) -> Result<String, SiteError> {
    let items = snapshot.item_details(asked.kind, &page.items)?;
    let (total, pages) = (page.total, page.total.div_ceil(asked.per_page));
    let focus_areas = asked.terms(snapshot);
    let html = match asked.kind {
        ItemKind::Research => {
            let kinds = asked.kinds::<ResearchKind>();
            ResearchPage { frame, asked, total, pages, items, kinds, focus_areas }.render()
        }
        ItemKind::WayToHelp => {
            let (kinds, gifts) = (asked.kinds::<WayToHelpKind>(), asked.gifts());
            WaysPage { frame, asked, total, pages, items, kinds, focus_areas, gifts }.render()
        }
    };
    Ok(html?)
}

impl<'a> ItemsAsked<'a> {
    /// Where the list is.
    fn path(&self) -> &'static str {
        match self.kind {
            ItemKind::Research => "/research",
            ItemKind::WayToHelp => "/ways-to-help",
        }
    }

    /// The address of a page of this list.
    pub fn page(&self, page: usize) -> String {
        let mut pairs = self.pairs.to_vec();
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        address(self.path(), &pairs)
    }

    /// The same from the API.
    fn as_json(&self) -> String {
        address(&format!("/api/v1{}", self.path()), self.pairs)
    }

    /// The value of a parameter as it stands in the address.
    fn value(&self, name: &str) -> &'a str {
        self.pairs.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    fn has(&self, name: &str, id: &str) -> bool {
        self.value(name).split(',').any(|value| value == id)
    }

    /// What is asked of a parameter, where it is not one of the values that a form offers alone:
    /// several, or one that is left out. The form keeps it as it is.
    fn odd(&self, name: &str) -> Option<&'a str> {
        Some(self.value(name)).filter(|value| value.contains([',', '!']))
    }

    /// What is left out of the kinds.
    fn kinds_left_out(&self) -> Vec<&'a str> {
        self.value("kind").split(',').filter(|value| value.starts_with('!')).collect()
    }

    fn kinds<K: Keyword>(&self) -> Vec<Choosable<'a>> {
        let kinds = K::ALL.iter().map(|kind| kind.as_str());
        kinds.map(|id| Choosable { id, label: id, is_chosen: self.has("kind", id) }).collect()
    }

    /// Every focus area, in the order of browsing.
    fn terms<'s>(&self, snapshot: &'s Snapshot) -> Vec<Choosable<'s>> {
        let terms = snapshot.vocabulary().terms(TermScheme::FocusArea).iter();
        let choosable = terms.map(|term| Choosable {
            id: term.slug.as_str(),
            label: term.label.as_str(),
            is_chosen: self.has("focus_area", term.slug.as_str()),
        });
        choosable.collect()
    }

    fn gifts(&self) -> Vec<Gift> {
        let chosen = self.value("kind");
        let gifts = GIFTS.into_iter().map(|(label, about, kinds)| Gift {
            label,
            about,
            kinds,
            is_chosen: chosen == kinds,
        });
        gifts.collect()
    }
}
