//! The parameters of lists of organizations.

use super::criteria::{Criteria, as_written};
use super::paging::{self, PageAddress};
use super::reader::Params;
use super::view::View;
use crate::catalog::{Cursor, Facet, ListRequest, Snapshot, Start};
use crate::domain::query_string;
use crate::http::problem::Problem;
use crate::http::protocol::limits::PER_PAGE_DEFAULT;

/// The names of the parameters.
fn names() -> Vec<&'static str> {
    let others = ["per_page", "page", "cursor", "fields", "include", "facets"];
    Criteria::names().chain(others).collect()
}

/// A list as it was asked for.
pub struct ListQuery {
    pub criteria: Criteria,
    pub start: Start,
    /// The page from 1; `None` on a walk with a cursor.
    pub page: Option<usize>,
    pub per_page: usize,
    pub view: View,
    /// Which facets are counted beside the page, in their own order.
    pub facets: Vec<Facet>,
    /// The same request in one fixed form, without `page` and `cursor`.
    canonical: String,
}

impl ListQuery {
    /// Reads a query string, beside the vocabulary of the snapshot.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with it.
    pub fn parse(query: &str, snapshot: &Snapshot) -> Result<Self, Problem> {
        Self::read(Params::parse(query, &names()), snapshot)
    }

    /// Reads what a page asks, by a query string or the body of a form: the same, but that a page
    /// has its own look, and that a field left empty asks nothing.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with it.
    pub fn of_page(form: &str, snapshot: &Snapshot) -> Result<Self, Problem> {
        let known: Vec<&str> = Criteria::names().chain(["per_page", "page"]).collect();
        Self::read(Params::of_form(form, &known), snapshot)
    }

    /// Reads the same parameters from a JSON object.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with them, or when it is no JSON object.
    pub fn of_json(body: &[u8], snapshot: &Snapshot) -> Result<Self, Problem> {
        Self::read(Params::of_json(body, &names())?, snapshot)
    }

    fn read(mut params: Params, snapshot: &Snapshot) -> Result<Self, Problem> {
        let criteria = Criteria::read(&mut params, snapshot);
        let per_page = paging::per_page(&mut params);
        let view = View::read(&mut params);
        let facets = facets(&mut params);
        let decode = |text: &str| Cursor::decode(text, criteria.sort);
        let (start, page) = paging::start(&mut params, per_page, decode);
        params.finish()?;
        let canonical = String::new();
        let mut this = Self { criteria, start, page, per_page, view, facets, canonical };
        this.canonical = this.to_canonical();
        Ok(this)
    }

    /// What is asked of the catalog.
    pub fn request(&self) -> ListRequest<'_> {
        ListRequest {
            filter: &self.criteria.filter,
            question: self.criteria.question.as_ref(),
            sort: self.criteria.sort,
            start: &self.start,
            size: self.per_page,
        }
    }

    /// The page of the list at `path` that is asked for.
    pub fn address(&self, path: &'static str) -> PageAddress<'_> {
        let Self { canonical, page, per_page, start, .. } = self;
        let cursor = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.encode()),
            _ => None,
        };
        PageAddress { path, query: canonical, page: *page, per_page: *per_page, cursor }
    }

    /// What is asked but the page and how rows look, with the words as they were typed: for the
    /// addresses of pages.
    pub fn written_pairs(&self) -> Vec<(&'static str, String)> {
        as_written(self.pairs(), self.criteria.question.as_ref())
    }

    /// What is asked but the page and how rows look, in one fixed form.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.criteria.pairs();
        if self.per_page != PER_PAGE_DEFAULT {
            pairs.push(("per_page", self.per_page.to_string()));
        }
        pairs
    }

    fn to_canonical(&self) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.view.fields.as_ref().map(|fields| ("fields", fields.join(","))));
        if self.view.labels {
            pairs.push(("include", "labels".to_owned()));
        }
        if !self.facets.is_empty() {
            let facets: Vec<&str> = self.facets.iter().map(|facet| facet.as_str()).collect();
            pairs.push(("facets", facets.join(",")));
        }
        query_string(&pairs)
    }
}

/// The facets asked for, each once.
fn facets(params: &mut Params) -> Vec<Facet> {
    let asked = params.many("facets");
    for word in &asked {
        if !Facet::ALL.iter().any(|facet| facet.as_str() == word) {
            let allowed = || Facet::ALL.iter().map(|facet| facet.as_str().to_owned()).collect();
            params.unknown_value("facets", word, "is not a facet", allowed);
        }
    }
    let is_asked = |facet: &Facet| asked.iter().any(|word| word == facet.as_str());
    Facet::ALL.into_iter().filter(is_asked).collect()
}
