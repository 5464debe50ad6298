//! The search that a page shows, and the URLs of similar searches.

use crate::catalog::{Facet, Filter, Sort};
use crate::site::query_string;
use crate::text::SearchQuery;

/// The path of the list.
pub const LIST: &str = "/organizations";

/// The parameter that lists the organizations chosen for a comparison.
pub const COMPARE: &str = "compare";

/// The requested search.
#[derive(Clone, Copy)]
pub struct SearchRequest<'a> {
    pub query: Option<&'a SearchQuery>,
    pub filter: &'a Filter,
    pub sort: Sort,
    /// All parameters of the search except the page, in a fixed order.
    pub pairs: &'a [(&'static str, String)],
    /// The page number, from 1.
    pub page: usize,
    pub per_page: usize,
    /// The slugs of the organizations chosen for a comparison, in the order of choice.
    pub chosen: &'a [String],
    /// The slugs of chosen organizations beyond the maximum.
    pub left_out: &'a [String],
    /// The text given as years of foundation, if it is not years.
    pub wrong_years: Option<&'a str>,
    /// The keys for which the list has no organization.
    pub not_found: &'a [String],
    /// Whether the search was sent in a request body, so that no URL reveals it.
    pub is_private: bool,
}

impl SearchRequest<'_> {
    /// The query as the visitor typed it; empty without one.
    pub fn words(&self) -> &str {
        self.query.map_or("", SearchQuery::as_typed)
    }

    /// The URL of this page itself, with everything that it shows.
    pub fn path(&self) -> String {
        let mut pairs = self.pairs.to_vec();
        pairs.extend(self.wrong_years.map(|years| ("founded", years.to_owned())));
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        let chosen: Vec<&str> =
            self.chosen.iter().chain(self.left_out).map(String::as_str).collect();
        if !chosen.is_empty() {
            pairs.push((COMPARE, chosen.join(",")));
        }
        url(LIST, &pairs)
    }

    /// The URL of a page of this search.
    pub fn page(&self, page: usize) -> String {
        let mut pairs = self.pairs.to_vec();
        if page > 1 {
            pairs.push(("page", page.to_string()));
        }
        self.url(LIST, pairs)
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
        self.url(LIST, pairs)
    }

    /// The URL of this search without one parameter.
    pub fn without(&self, name: &str) -> String {
        self.without_all(&[name])
    }

    /// The URL of this search without some parameters.
    pub fn without_all(&self, names: &[&str]) -> String {
        let others = self.pairs.iter().filter(|(other, _)| !names.contains(other));
        self.url(LIST, others.cloned().collect())
    }

    /// The URL of this query without filters.
    pub fn without_filters(&self) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| ["q", "sort", "per_page"].contains(name));
        self.url(LIST, kept.cloned().collect())
    }

    /// The URL of this page with no organizations chosen for a comparison.
    pub fn without_chosen(&self) -> String {
        SearchRequest { chosen: &[], ..*self }.page(self.page)
    }

    /// A URL with the organizations chosen for a comparison.
    pub fn url(&self, path: &str, mut pairs: Vec<(&'static str, String)>) -> String {
        if !self.chosen.is_empty() {
            pairs.push((COMPARE, self.chosen.join(",")));
        }
        url(path, &pairs)
    }

    /// The value of a parameter as written in the URL; empty if it is missing.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }

    /// The years of foundation as the visitor typed them.
    pub fn years(&self) -> &str {
        self.wrong_years.unwrap_or_else(|| self.value("founded"))
    }
}

/// A path with its query string, if there are parameters.
pub fn url(path: &str, pairs: &[(&str, String)]) -> String {
    match pairs {
        [] => path.to_owned(),
        pairs => format!("{path}?{}", query_string(pairs)),
    }
}
