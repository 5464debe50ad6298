//! The parameters of lists of organizations.

use super::citation_format::{ListFormatParameter, check_only_json, default_size};
use super::criteria::{Criteria, as_written};
use super::paging::{PagePath, Paging, PagingParameters};
use super::reader::Reader;
use super::view::View;
use super::{ParameterSet, ParameterValue};
use crate::catalog::{Cursor, Facet, ListRequest, Start};
use crate::http::protocol::limits::PARAMETER_VALUES;
use crate::site::formats::CitationFormat;
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
    /// The format of citations; `None` is JSON.
    pub format: Option<CitationFormat>,
    /// Whether the client names the format, so that `Accept` does not matter.
    pub names_format: bool,
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
            .chain(ListFormatParameter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        let criteria = Criteria::read(reader);
        let format = ListFormatParameter::read(reader).format;
        let size = size_of(&criteria, format);
        let paging = Paging::read(reader, size, |cursor| Cursor::decode(cursor, criteria.sort));
        let view = View::read(reader);
        let facets = FacetsParameter::read(reader).facets.0;
        check_only_json(reader, format, &["fields", "include", "facets"]);
        let (names_format, canonical) = (reader.has("format"), String::new());
        let mut query = Self { criteria, paging, view, format, names_format, facets, canonical };
        query.canonical = query.to_canonical();
        query
    }
}

/// The number of entries of a page, unless the client asks for another: organizations that it names
/// come all at once.
fn size_of(criteria: &Criteria, format: Option<CitationFormat>) -> usize {
    match criteria.filter.keys {
        Some(_) => default_size(format).max(PARAMETER_VALUES),
        None => default_size(format),
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
        if self.paging.per_page != size_of(&self.criteria, self.format) {
            pairs.push(("per_page", self.paging.per_page.to_string()));
        }
        pairs
    }

    fn to_canonical(&self) -> String {
        let mut pairs = self.pairs();
        pairs.extend(self.format.map(|format| ("format", format.as_str().to_owned())));
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
