//! What is asked of the list, and the addresses that ask a little more or less.

use crate::catalog::{Facet, Filter, Sort};
use crate::site::query_string;
use crate::text::SearchQuery;

/// A list as it was asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub question: Option<&'a SearchQuery>,
    pub filter: &'a Filter,
    pub sort: Sort,
    /// Everything that is asked but the page, as parameters in a fixed order.
    pub pairs: &'a [(&'static str, String)],
    /// The page, from 1.
    pub page: usize,
    pub per_page: usize,
    /// Whether it is asked by a body, so that no address tells what was looked for.
    pub is_private: bool,
}

/// Something that narrows the list, and the address without it.
pub struct Chip {
    pub label: String,
    pub href: String,
}

impl Asked<'_> {
    /// What was typed.
    pub fn words(&self) -> &str {
        self.question.map_or("", SearchQuery::as_typed)
    }

    /// The address of a page of this list.
    pub fn page(&self, page: usize) -> String {
        let mut pairs = self.pairs.to_vec();
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        address("/", &pairs)
    }

    /// The address that asks for one value of a facet alone, and all else as it is.
    pub fn only(&self, facet: Facet, value: &str) -> String {
        self.with(&[(facet.as_str(), value.to_owned())])
    }

    /// The address with these parameters in the place of those of the same names.
    pub fn with(&self, new: &[(&'static str, String)]) -> String {
        let is_new = |name: &str| new.iter().any(|(other, _)| *other == name);
        let kept = self.pairs.iter().filter(|(name, _)| !is_new(name));
        let mut pairs: Vec<_> = kept.cloned().collect();
        pairs.extend_from_slice(new);
        address("/", &pairs)
    }

    /// The address without one parameter.
    pub fn without(&self, name: &str) -> String {
        let kept = self.pairs.iter().filter(|(other, _)| *other != name);
        address("/", &kept.cloned().collect::<Vec<_>>())
    }

    /// The value of a parameter as it stands in the address.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }
}

/// A path with parameters, if there are any.
pub fn address(path: &str, pairs: &[(&str, String)]) -> String {
    match pairs {
        [] => path.to_owned(),
        pairs => format!("{path}?{}", query_string(pairs)),
    }
}
