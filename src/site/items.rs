//! The pages that list research, and ways to help, of all organizations.

use askama::Template;

use super::list::url;
use super::{Frame, SiteError};
use crate::catalog::{Interpretation, ItemDetails, ItemKind, ItemPage, Snapshot};
use crate::domain::{Keyword, ResearchKind, TermScheme, WayToHelpKind};

/// The requested page of a list.
#[derive(Clone, Copy)]
pub struct ItemsRequest<'a> {
    pub kind: ItemKind,
    /// All parameters except the page, in a fixed order.
    pub pairs: &'a [(&'static str, String)],
    /// The page number, from 1.
    pub page: usize,
    pub per_page: usize,
}

/// A value of a form field.
struct Choice<'s> {
    id: &'s str,
    label: &'s str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "research.html")]
struct ResearchPage<'s> {
    frame: Frame,
    request: ItemsRequest<'s>,
    total: usize,
    pages: usize,
    items: Vec<ItemDetails<'s>>,
    interpretation: Option<&'s Interpretation>,
    kinds: Vec<Choice<'s>>,
    focus_areas: Vec<Choice<'s>>,
}

#[derive(Template)]
#[template(path = "ways_to_help.html")]
struct WaysPage<'s> {
    frame: Frame,
    request: ItemsRequest<'s>,
    total: usize,
    pages: usize,
    items: Vec<ItemDetails<'s>>,
    interpretation: Option<&'s Interpretation>,
    kinds: Vec<Choice<'s>>,
    focus_areas: Vec<Choice<'s>>,
    gifts: Vec<Gift>,
}

/// Something that visitors can give, and the matching kinds of help.
struct Gift {
    label: &'static str,
    about: &'static str,
    kinds: &'static str,
    is_chosen: bool,
}

/// The gifts of the page: label, description, kinds. The kinds are in the order of the URL.
const GIFTS: [(&str, &str, &str); 4] = [
    ("I have an hour", "Learn, pray or volunteer", "learn,pray,volunteer"),
    ("I have money", "Give, or buy what is made without slavery", "give,shop"),
    ("I have a voice", "Speak up, raise funds, report what you see", "advocate,fundraise,report"),
    ("I have a profession", "Work with them, or make your company a partner", "partner,work"),
];

/// The page of research or of ways to help.
///
/// # Errors
///
/// If the index cannot be read.
pub fn items(
    frame: Frame,
    snapshot: &Snapshot,
    request: ItemsRequest<'_>,
    page: &ItemPage,
) -> Result<String, SiteError> {
    let items = snapshot.item_details(request.kind, &page.items)?;
    let interpretation = page.interpretation.as_ref();
    let (total, pages) = (page.total, page.total.div_ceil(request.per_page));
    let focus_areas = request.terms(snapshot);
    let html = match request.kind {
        ItemKind::Research => {
            let kinds = request.kinds::<ResearchKind>();
            let frame = frame.titled("Research").described(
                "Reports, books, talks, data and tools by organizations that fight slavery.",
            );
            let page = ResearchPage {
                frame,
                request,
                total,
                pages,
                items,
                interpretation,
                kinds,
                focus_areas,
            };
            page.render()
        }
        ItemKind::WayToHelp => {
            let frame = frame.titled("How to help").described(
                "Ways to help organizations that fight slavery: an hour, money, your voice or your skills.",
            );
            let (kinds, gifts) = (request.kinds::<WayToHelpKind>(), request.gifts());
            let page = WaysPage {
                frame,
                request,
                total,
                pages,
                items,
                interpretation,
                kinds,
                focus_areas,
                gifts,
            };
            page.render()
        }
    };
    Ok(html?)
}

impl<'a> ItemsRequest<'a> {
    /// The path of the list.
    fn path(&self) -> &'static str {
        match self.kind {
            ItemKind::Research => "/research",
            ItemKind::WayToHelp => "/ways-to-help",
        }
    }

    /// The URL of a page of this list.
    pub fn page(&self, page: usize) -> String {
        let mut pairs = self.pairs.to_vec();
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        url(self.path(), &pairs)
    }

    /// The API's URL of this list.
    fn as_json(&self) -> String {
        url(&format!("/api/v1{}", self.path()), self.pairs)
    }

    /// The value of a parameter as written in the URL; empty if it is missing.
    fn value(&self, name: &str) -> &'a str {
        self.pairs.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    fn has_value(&self, name: &str, id: &str) -> bool {
        self.value(name).split(',').any(|value| value == id)
    }

    /// The value of a parameter that a form's selection cannot express: several values, or an
    /// excluded one. The form offers it as an additional option.
    fn complex_value(&self, name: &str) -> Option<&'a str> {
        Some(self.value(name)).filter(|value| value.contains([',', '!']))
    }

    /// The excluded kinds, each with its `!`.
    fn excluded_kinds(&self) -> Vec<&'a str> {
        self.value("kind").split(',').filter(|value| value.starts_with('!')).collect()
    }

    fn kinds<K: Keyword>(&self) -> Vec<Choice<'a>> {
        let kinds = K::ALL.iter().map(|kind| kind.as_str());
        kinds.map(|id| Choice { id, label: id, is_chosen: self.has_value("kind", id) }).collect()
    }

    /// All focus areas, in the order of the vocabulary.
    fn terms<'s>(&self, snapshot: &'s Snapshot) -> Vec<Choice<'s>> {
        let terms = snapshot.vocabulary().terms(TermScheme::FocusArea).iter();
        let choices = terms.map(|term| Choice {
            id: term.slug.as_str(),
            label: term.label.as_str(),
            is_chosen: self.has_value("focus_area", term.slug.as_str()),
        });
        choices.collect()
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
