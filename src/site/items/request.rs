//! The requested page of a list of items, and the URLs of the pages next to it.

use crate::catalog::ItemKind;
use crate::site::list::url;

/// The requested page of a list.
#[derive(Clone, Copy)]
pub struct ItemsRequest<'a> {
    pub kind: ItemKind,
    /// All parameters except the page, in a fixed order.
    pub pairs: &'a [(&'static str, String)],
    /// The page number, from 1.
    pub page: usize,
    pub per_page: usize,
    /// The word of the order.
    pub order: &'static str,
    /// The words of the orders to choose from.
    pub orders: &'a [&'static str],
}

impl<'a> ItemsRequest<'a> {
    /// The path of the list.
    pub fn path(&self) -> &'static str {
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

    /// The numbers and URLs of the first page, the pages near this one, and the last; `None` for a
    /// gap.
    pub fn near(&self, pages: usize) -> Vec<Option<(usize, String)>> {
        let mut near = Vec::new();
        for number in 1..=pages {
            if number == 1 || number == pages || number.abs_diff(self.page) <= 2 {
                near.push(Some((number, self.page(number))));
            } else if near.last() != Some(&None) {
                near.push(None);
            }
        }
        near
    }

    /// The URL of the list with another value of a parameter; without it if the value is empty.
    pub fn with(&self, name: &'static str, value: &str) -> String {
        let mut pairs = self.pairs.to_vec();
        let place = pairs.iter().position(|(other, _)| *other == name);
        match (place, value) {
            (Some(place), "") => drop(pairs.remove(place)),
            (Some(place), value) => value.clone_into(&mut pairs[place].1),
            (None, "") => {}
            (None, value) => pairs.push((name, value.to_owned())),
        }
        url(self.path(), &pairs)
    }

    /// The API's URL of this list. The API has one order.
    pub fn as_json(&self) -> String {
        let pairs: Vec<_> =
            self.pairs.iter().filter(|(name, _)| *name != "sort").cloned().collect();
        url(&format!("/api/v1{}", self.path()), &pairs)
    }

    /// The URL of a file with all items of the list, of which `extension` is the format.
    pub fn file(&self, extension: &str) -> String {
        let pairs: Vec<_> =
            self.pairs.iter().filter(|(name, _)| *name != "per_page").cloned().collect();
        url(&format!("{}.{extension}", self.path()), &pairs)
    }

    /// The value of a parameter as written in the URL; empty if it is missing.
    pub fn value(&self, name: &str) -> &'a str {
        self.pairs.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    pub fn has_value(&self, name: &str, id: &str) -> bool {
        self.value(name).split(',').any(|value| value == id)
    }

    /// The value of a parameter that a form's selection cannot express: several values, or an
    /// excluded one. The form offers it as an additional option.
    pub fn complex_value(&self, name: &str) -> Option<&'a str> {
        Some(self.value(name)).filter(|value| value.contains([',', '!']))
    }

    /// The excluded kinds, each with its `!`.
    pub fn excluded_kinds(&self) -> Vec<&'a str> {
        self.value("kind").split(',').filter(|value| value.starts_with('!')).collect()
    }
}
