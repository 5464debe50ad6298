//! The parameters of the lists of research and of ways to help.

use super::ParameterSet;
use super::choices::{OrganizationChoice, WordChoice, choice_text};
use super::citation_format::{ListFormatParameter, default_size};
use super::criteria::as_written;
use super::paging::{PagePath, Paging, PagingParameters};
use super::reader::Reader;
use super::values::range_text;
use crate::catalog::{
    Choice, Facet, Filter, ItemCursor, ItemFilter, ItemKind, ItemOrder, ItemRequest, Sort, Start,
    YearRange,
};
use crate::domain::{ResearchKind, TermScheme, WayToHelpKind};
use crate::site::formats::CitationFormat;
use crate::site::query_string;
use crate::text::SearchQuery;

parameters! {
    /// Which research.
    pub struct ResearchParameters {
        /// The search query, for titles, authors and names of organizations, as in the list of
        /// organizations. At most 256 characters and 16 words.
        #[param(example = "locust effect")]
        q: Option<SearchQuery> as String,
        /// By organizations that work against one of these: slugs of focus areas, repeated or
        /// separated by commas. A term includes the terms below it. `!slug` excludes.
        #[param(example = "bonded-labour")]
        focus_area: Choice as String,
        /// Of one of these kinds: `report`, `book`, `video`, `talk`, `dataset`, `toolkit`,
        /// `article`, `webpage`; like `focus_area`.
        #[param(example = "book,report")]
        kind: WordChoice<ResearchKind> as String,
        /// From this year or range: `1990`, `1990-2005`, `1990-`, `-2005`. Research without a year
        /// is excluded.
        #[param(example = "2010-")]
        year: Option<YearRange> as String,
        /// By one of these organizations: slugs or identifiers, like `focus_area`.
        #[param(example = "international-justice-mission")]
        organization: OrganizationChoice as String,
    }
}

parameters! {
    /// Which ways to help.
    pub struct WayToHelpParameters {
        /// The search query, for titles, descriptions and names of organizations, as in the list of
        /// organizations. At most 256 characters and 16 words.
        #[param(example = "fair trade")]
        q: Option<SearchQuery> as String,
        /// Of one of these kinds: `give`, `fundraise`, `volunteer`, `advocate`, `shop`, `learn`,
        /// `pray`, `work`, `report`, `partner`; repeated or separated by commas. `!kind` excludes.
        #[param(example = "volunteer,advocate")]
        kind: WordChoice<WayToHelpKind> as String,
        /// `true`: only ways that cost the helper no money; `false`: only ways that do.
        #[param(example = true)]
        free: Option<bool> as bool,
        /// With organizations that work against one of these: slugs of focus areas, like `kind`. A
        /// term includes the terms below it.
        #[param(example = "bonded-labour")]
        focus_area: Choice as String,
        /// With organizations that work in one of these countries: ISO 3166-1 alpha-2 codes, like
        /// `kind`.
        #[param(example = "IN")]
        country: Choice as String,
        /// With one of these organizations: slugs or identifiers, like `kind`.
        #[param(example = "international-justice-mission")]
        organization: OrganizationChoice as String,
    }
}

/// A kind of items with its parameters and its list.
pub trait ItemParameters: ParameterSet {
    const KIND: ItemKind;
    /// The path of the list in the API.
    const PATH: &'static str;
    /// The orders of the page with their words in the URL, without a query and with one. The first
    /// is the default; its word is not in the URL.
    const PAGE_ORDERS: [&'static [(&'static str, ItemOrder)]; 2];

    /// The query and the filter.
    fn into_filter(self) -> (Option<SearchQuery>, ItemFilter);
}

impl ItemParameters for ResearchParameters {
    const KIND: ItemKind = ItemKind::Research;
    const PATH: &'static str = "/api/v1/research";
    const PAGE_ORDERS: [&'static [(&'static str, ItemOrder)]; 2] = [
        &[("newest", ItemOrder::Newest), ("organization", ItemOrder::Usual)],
        &[("relevance", ItemOrder::Usual), ("newest", ItemOrder::Newest)],
    ];

    fn into_filter(self) -> (Option<SearchQuery>, ItemFilter) {
        let mut organizations = Filter::default();
        organizations.set_choice(Facet::Term(TermScheme::FocusArea), self.focus_area);
        let (of, kinds) = (self.organization.0, self.kind.0);
        (self.q, ItemFilter { organizations, of, kinds, years: self.year, free: None })
    }
}

impl ItemParameters for WayToHelpParameters {
    const KIND: ItemKind = ItemKind::WayToHelp;
    const PATH: &'static str = "/api/v1/ways-to-help";
    const PAGE_ORDERS: [&'static [(&'static str, ItemOrder)]; 2] =
        [&[("mixed", ItemOrder::Mixed)], &[("relevance", ItemOrder::Usual)]];

    fn into_filter(self) -> (Option<SearchQuery>, ItemFilter) {
        let mut organizations = Filter::default();
        organizations.set_choice(Facet::Term(TermScheme::FocusArea), self.focus_area);
        organizations.set_choice(Facet::Country, self.country);
        let (of, kinds) = (self.organization.0, self.kind.0);
        (self.q, ItemFilter { organizations, of, kinds, years: None, free: self.free })
    }
}

/// The parameters of a list of items.
pub struct ItemQuery<P> {
    pub query: Option<SearchQuery>,
    pub filter: ItemFilter,
    pub paging: Paging<ItemCursor>,
    /// The format of citations; `None` is JSON.
    pub format: Option<CitationFormat>,
    /// Whether the client names the format, so that `Accept` does not matter.
    pub names_format: bool,
    /// The request in its canonical form, without `page` and `cursor`.
    canonical: String,
    kind: std::marker::PhantomData<P>,
}

impl<P: ItemParameters> ParameterSet for ItemQuery<P> {
    fn names() -> impl Iterator<Item = &'static str> {
        P::names().chain(PagingParameters::names())
    }

    fn read(reader: &mut Reader) -> Self {
        Self::read_in(reader, None)
    }
}

/// The parameters of the list of research, which has citations too.
pub struct ResearchQuery(pub ItemQuery<ResearchParameters>);

impl ParameterSet for ResearchQuery {
    fn names() -> impl Iterator<Item = &'static str> {
        ItemQuery::<ResearchParameters>::names().chain(ListFormatParameter::names())
    }

    fn read(reader: &mut Reader) -> Self {
        let format = ListFormatParameter::read(reader).format;
        Self(ItemQuery::read_in(reader, format))
    }
}

/// The parameters of a page that lists items: it has its own orders and no cursor.
pub struct PageItemQuery<P> {
    pub list: ItemQuery<P>,
    /// The order and its word.
    order: (&'static str, ItemOrder),
}

impl<P: ItemParameters> ParameterSet for PageItemQuery<P> {
    fn names() -> impl Iterator<Item = &'static str> {
        P::names().chain(["sort", "per_page", "page"])
    }

    fn read(reader: &mut Reader) -> Self {
        let list = ItemQuery::<P>::read(reader);
        let orders = P::PAGE_ORDERS[usize::from(list.query.is_some())];
        let given = reader.given("sort").first().map(|word| (*word).to_owned());
        let order = orders.iter().find(|(word, _)| given.as_deref() == Some(*word));
        Self { list, order: *order.unwrap_or(&orders[0]) }
    }
}

impl<P: ItemParameters> PageItemQuery<P> {
    /// The words of the orders that the page offers.
    pub fn orders(&self) -> impl Iterator<Item = &'static str> {
        P::PAGE_ORDERS[usize::from(self.list.query.is_some())].iter().map(|(word, _)| *word)
    }

    /// The word of the order.
    pub fn order(&self) -> &'static str {
        self.order.0
    }

    /// The request to the catalog.
    pub fn request(&self) -> ItemRequest<'_> {
        ItemRequest { order: self.order.1, ..self.list.request() }
    }

    /// The parameters of the page without `page`, with the query as the user typed it.
    pub fn written_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.list.written_pairs();
        if self.orders().next() != Some(self.order()) {
            pairs.push(("sort", self.order().to_owned()));
        }
        pairs
    }
}

impl<P: ItemParameters> ItemQuery<P> {
    fn read_in(reader: &mut Reader, format: Option<CitationFormat>) -> Self {
        let (query, filter) = P::read(reader).into_filter();
        let sort = if query.is_some() { Sort::RELEVANCE } else { Sort::NAME };
        let size = default_size(format);
        let paging = Paging::read(reader, size, |cursor| ItemCursor::decode(cursor, sort));
        let mut pairs = pairs(query.as_ref(), &filter, (paging.per_page, size));
        pairs.extend(format.map(|format| ("format", format.as_str().to_owned())));
        let canonical = query_string(&pairs);
        let (names_format, kind) = (reader.has("format"), std::marker::PhantomData);
        Self { query, filter, paging, format, names_format, canonical, kind }
    }

    /// The request to the catalog.
    pub fn request(&self) -> ItemRequest<'_> {
        ItemRequest {
            kind: P::KIND,
            filter: &self.filter,
            query: self.query.as_ref(),
            order: ItemOrder::Usual,
            start: &self.paging.start,
            size: self.paging.per_page,
        }
    }

    /// The requested page of the list.
    pub fn page_path(&self) -> PagePath<'_> {
        let Paging { start, page, per_page } = &self.paging;
        let cursor = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.encode()),
            _ => None,
        };
        let (path, query) = (P::PATH, self.canonical.as_str());
        PagePath { path, query, page: *page, per_page: *per_page, cursor }
    }

    /// The parameters without `page` and `sort`, with the query as the user typed it.
    pub fn written_pairs(&self) -> Vec<(&'static str, String)> {
        let query = self.query.as_ref();
        let sizes = (self.paging.per_page, default_size(self.format));
        as_written(pairs(query, &self.filter, sizes), query)
    }
}

/// The canonical parameters without the page; without the size of a page if it is the default.
fn pairs(
    query: Option<&SearchQuery>,
    filter: &ItemFilter,
    (per_page, default_size): (usize, usize),
) -> Vec<(&'static str, String)> {
    let query = query.map(|query| ("q", query.canonical().to_owned()));
    let mut pairs: Vec<(&'static str, String)> = query.into_iter().collect();
    let facets = [Facet::Term(TermScheme::FocusArea), Facet::Country];
    let facets = facets.map(|facet| (facet.as_str(), filter.organizations.choice(facet)));
    let others = [("kind", &filter.kinds), ("organization", &filter.of)];
    let choices = facets.into_iter().chain(others).filter(|(_, choice)| !choice.is_empty());
    pairs.extend(choices.map(|(name, choice)| (name, choice_text(choice))));
    pairs.extend(filter.years.map(|range| ("year", range_text(range))));
    pairs.extend(filter.free.map(|free| ("free", free.to_string())));
    if per_page != default_size {
        pairs.push(("per_page", per_page.to_string()));
    }
    pairs
}
