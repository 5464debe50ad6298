//! The search that a page shows, and the URLs of similar searches.

use crate::catalog::{Facet, Filter, Sort};
use crate::site::query_string;
use crate::text::SearchQuery;

/// The path of the list.
pub const LIST: &str = "/organizations";

/// The requested search.
#[derive(Clone, Copy)]
pub struct SearchRequest<'a> {
    pub query: Option<&'a SearchQuery>,
    pub filter: &'a Filter,
    pub sort: Sort,
    /// All parameters except the page, in a fixed order.
    pub pairs: &'a [(&'static str, String)],
    /// The page number, from 1.
    pub page: usize,
    pub per_page: usize,
    /// Whether the search was sent in a request body, so that no URL reveals it.
    pub is_private: bool,
}

/// An active filter, and the URL of the search without it.
pub struct Chip {
    pub label: String,
    pub href: String,
}

impl SearchRequest<'_> {
    /// The query as the visitor typed it; empty without one.
    pub fn words(&self) -> &str {
        self.query.map_or("", SearchQuery::as_typed)
    }

    /// The URL of a page of this search.
    pub fn page(&self, page: usize) -> String {
        let mut pairs = self.pairs.to_vec();
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        url(LIST, &pairs)
    }

    /// The URL of this search with one value of a facet in place of all its chosen values.
    pub fn only(&self, facet: Facet, value: &str) -> String {
        self.with(&[(facet.as_str(), value.to_owned())])
    }

    /// The URL of this search with `new` in place of the parameters of the same names.
    pub fn with(&self, new: &[(&'static str, String)]) -> String {
        let is_new = |name: &str| new.iter().any(|(other, _)| *other == name);
        let others = self.pairs.iter().filter(|(name, _)| !is_new(name));
        let mut pairs: Vec<_> = others.cloned().collect();
        pairs.extend_from_slice(new);
        url(LIST, &pairs)
    }

    /// The URL of this search without one parameter.
    pub fn without(&self, name: &str) -> String {
        let others = self.pairs.iter().filter(|(other, _)| *other != name);
        url(LIST, &others.cloned().collect::<Vec<_>>())
    }

    /// The value of a parameter as written in the URL; empty if it is missing.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }
}

/// A path with its query string, if there are parameters.
pub fn url(path: &str, pairs: &[(&str, String)]) -> String {
    match pairs {
        [] => path.to_owned(),
        pairs => format!("{path}?{}", query_string(pairs)),
    }
}
