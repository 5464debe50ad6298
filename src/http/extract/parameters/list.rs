//! The parameters of lists of organizations.

use super::criteria::{Criteria, as_written};
use super::paging::{PagePath, Paging, PagingParameters};
use super::reader::Reader;
use super::view::View;
use super::{ParameterSet, ParameterValue};
use crate::catalog::{Cursor, Facet, ListRequest, Start};
use crate::http::protocol::limits::PER_PAGE_DEFAULT;
use crate::site::query_string;

parameters! {
    /// The facets that a list counts.
    pub struct FacetsParameter {
        /// Facets to count: the names of the parameters from `focus_area` to `status`. Counts are exact and cover all matches, not only this page.
        #[param(example = "focus_area,country")]
        facets: Facets as String,
    }
}

/// Facets, each once, in their own order.
pub struct Facets(pub Vec<Facet>);

impl ParameterValue for Facets {
    const IS_LIST: bool = true;

    fn read(reader: &mut Reader, name: &'static str) -> Self {
        let given = reader.many(name);
        for word in &given {
            if !Facet::ALL.iter().any(|facet| facet.as_str() == word) {
                let allowed = || Facet::ALL.iter().map(|facet| facet.as_str().to_owned()).collect();
                reader.unknown_value(name, word, "is not a facet", allowed);
            }
        }
        let is_given = |facet: &Facet| given.iter().any(|word| word == facet.as_str());
        Self(Facet::ALL.into_iter().filter(is_given).collect())
    }
}

/// The parameters of a list.
pub struct ListQuery {
    pub criteria: Criteria,
    pub paging: Paging<Cursor>,
    pub view: View,
    /// The facets that are counted.
    pub facets: Vec<Facet>,
    /// The request in its canonical form, without `page` and `cursor`.
    canonical: String,
}

impl ParameterSet for ListQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        Criteria::names()
            .chain(PagingParameters::names())
            .chain(View::names())
            .chain(FacetsParameter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        let criteria = Criteria::read(reader);
        let paging = Paging::read(reader, |cursor| Cursor::decode(cursor, criteria.sort));
        let view = View::read(reader);
        let facets = FacetsParameter::read(reader).facets.0;
        let mut query = Self { criteria, paging, view, facets, canonical: String::new() };
        query.canonical = query.to_canonical();
        query
    }
}

impl ListQuery {
    /// The request to the catalog.
    pub fn request(&self) -> ListRequest<'_> {
        ListRequest {
            filter: &self.criteria.filter,
            query: self.criteria.query.as_ref(),
            sort: self.criteria.sort,
            start: &self.paging.start,
            size: self.paging.per_page,
        }
    }

    /// The requested page of the list at `path`.
    pub fn page_path(&self, path: &'static str) -> PagePath<'_> {
        let Paging { start, page, per_page } = &self.paging;
        let cursor = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.encode()),
            _ => None,
        };
        PagePath { path, query: &self.canonical, page: *page, per_page: *per_page, cursor }
    }

    /// The parameters of a page without `page`, with the query as the user typed it.
    pub fn written_pairs(&self) -> Vec<(&'static str, String)> {
        as_written(self.pairs(), self.criteria.query.as_ref())
    }

    /// The canonical parameters without the page and the view.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.criteria.pairs();
        if self.paging.per_page != PER_PAGE_DEFAULT {
            pairs.push(("per_page", self.paging.per_page.to_string()));
        }
        pairs
    }

    fn to_canonical(&self) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.view.fields().map(|fields| ("fields", fields.join(","))));
        if self.view.has_labels() {
            pairs.push(("include", "labels".to_owned()));
        }
        if !self.facets.is_empty() {
            let facets: Vec<&str> = self.facets.iter().map(|facet| facet.as_str()).collect();
            pairs.push(("facets", facets.join(",")));
        }
        query_string(&pairs)
    }
}
