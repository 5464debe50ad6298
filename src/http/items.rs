//! Lists of research and of ways to help: their parameters, and their pages.

use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use super::choices::{choice, choice_text, chosen, refuse_value, words};
use super::criteria::{as_written, question, range_text, years};
use super::limits::PER_PAGE_DEFAULT;
use super::meta::list_reply;
use super::negotiation::accept;
use super::paging::{self, PageAddress, link_header};
use super::params::Params;
use super::problem::Problem;
use super::reply::JSON;
use super::schemas::ListLinks;
use super::view::to_json;
use crate::catalog::{
    Choice, Facet, Filter, ItemCursor, ItemFilter, ItemKind, ItemPage, ItemRequest, KeyResolution,
    Snapshot, Sort, Start,
};
use crate::domain::{Keyword, ResearchKind, Slug, WayToHelpKind, query_string};
use crate::text::Question;

/// Whose a row is.
#[derive(Serialize, ToSchema)]
pub struct OrganizationLink {
    slug: Slug,
    #[schema(example = "Free the Slaves")]
    name: String,
}

/// What a page is part of.
#[derive(Serialize, ToSchema)]
pub struct PageMeta {
    /// How many rows pass the filters in all.
    #[schema(example = 93)]
    total: usize,
    /// The page from 1; null on a walk with `cursor`.
    #[schema(example = 1)]
    page: Option<usize>,
    #[schema(example = 20)]
    per_page: usize,
    /// How many pages there are.
    #[schema(example = 5)]
    pages: usize,
    /// Where a walk goes on; null at its end, and on pages.
    next_cursor: Option<String>,
    /// The last change that the answer knows.
    #[schema(example = 89)]
    change: i64,
}

/// One of these lists.
pub struct ItemList {
    pub kind: ItemKind,
    pub path: &'static str,
    /// Its parameters besides `q` and those of pages.
    pub filters: &'static [&'static str],
}

impl ItemList {
    /// The names of its parameters.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        ["q", "per_page", "page"].into_iter().chain(self.filters.iter().copied())
    }
}

/// A list as it was asked for.
pub struct ItemQuery {
    pub question: Option<Question>,
    pub filter: ItemFilter,
    start: Start<ItemCursor>,
    pub page: Option<usize>,
    pub per_page: usize,
    /// The same request in one fixed form, without `page` and `cursor`.
    canonical: String,
}

/// Answers one page of a list.
pub fn list_items(
    request: &HttpRequest,
    service: &Service,
    list: &ItemList,
) -> Result<HttpResponse, Problem> {
    accept(request, JSON)?;
    let snapshot = service.snapshot()?;
    let query = ItemQuery::parse(request.query_string(), list, &snapshot)?;
    let address = query.address(list.path);
    let mut reply = list_reply(&snapshot, &address.path());
    if let Some(unchanged) = reply.unchanged(request, service) {
        return Ok(unchanged);
    }
    let request_of_items = query.request(list.kind);
    let page = snapshot.select_items(&request_of_items).map_err(|err| Problem::internal(&err))?;
    let next = page.next.as_ref().map(ItemCursor::encode);
    let links = address.links(page.total, next.as_deref());
    reply.link = link_header(&links, request, service);
    let meta = PageMeta {
        total: page.total,
        page: query.page,
        per_page: query.per_page,
        pages: page.total.div_ceil(query.per_page),
        next_cursor: next,
        change: snapshot.position().change,
    };
    reply.made(request, service, || body(&snapshot, list.kind, &page, &meta, &links))
}

fn body(
    snapshot: &Snapshot,
    kind: ItemKind,
    page: &ItemPage,
    meta: &PageMeta,
    links: &ListLinks,
) -> Result<Bytes, Problem> {
    let mut body = b"{\"data\":".to_vec();
    snapshot.write_items(kind, &page.items, &mut body).map_err(|err| Problem::internal(&err))?;
    body.extend_from_slice(b",\"meta\":");
    body.extend(to_json(meta));
    body.extend_from_slice(b",\"links\":");
    body.extend(to_json(links));
    body.push(b'}');
    Ok(body.into())
}

impl ItemQuery {
    fn parse(query: &str, list: &ItemList, snapshot: &Snapshot) -> Result<Self, Problem> {
        let known: Vec<&str> = list.names().chain(["cursor"]).collect();
        Self::read(Params::parse(query, &known), list, snapshot)
    }

    /// Reads what a page asks: the same, but that a field left empty asks nothing, and that pages
    /// have numbers alone, which their addresses keep.
    ///
    /// # Errors
    ///
    /// With everything that is wrong with it.
    pub fn of_page(query: &str, list: &ItemList, snapshot: &Snapshot) -> Result<Self, Problem> {
        let known: Vec<&str> = list.names().collect();
        Self::read(Params::of_form(query, &known), list, snapshot)
    }

    fn read(mut params: Params, list: &ItemList, snapshot: &Snapshot) -> Result<Self, Problem> {
        let question = question(&mut params);
        let filter = filter(&mut params, list.kind, snapshot);
        let per_page = paging::per_page(&mut params);
        let sort = if question.is_some() { Sort::RELEVANCE } else { Sort::NAME };
        let decode = |text: &str| ItemCursor::decode(text, sort);
        let (start, page) = paging::start(&mut params, per_page, decode);
        params.finish()?;
        let canonical = query_string(&pairs(question.as_ref(), &filter, per_page));
        Ok(Self { question, filter, start, page, per_page, canonical })
    }

    /// What is asked of the catalog.
    pub fn request(&self, kind: ItemKind) -> ItemRequest<'_> {
        let (filter, question) = (&self.filter, self.question.as_ref());
        ItemRequest { kind, filter, question, start: &self.start, size: self.per_page }
    }

    /// What is asked but the page, with the words as they were typed: for the addresses of pages.
    pub fn written_pairs(&self) -> Vec<(&'static str, String)> {
        as_written(
            pairs(self.question.as_ref(), &self.filter, self.per_page),
            self.question.as_ref(),
        )
    }

    fn address(&self, path: &'static str) -> PageAddress<'_> {
        let Self { canonical, page, per_page, start, .. } = self;
        let cursor = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.encode()),
            _ => None,
        };
        PageAddress { path, query: canonical, page: *page, per_page: *per_page, cursor }
    }
}

/// The facets of organizations by which such lists are narrowed.
const FACETS: [Facet; 2] = [Facet::FocusArea, Facet::Country];

fn filter(params: &mut Params, kind: ItemKind, snapshot: &Snapshot) -> ItemFilter {
    let mut organizations = Filter::default();
    for facet in FACETS {
        organizations.set_choice(facet, choice(params, facet, snapshot));
    }
    let kinds = match kind {
        ItemKind::Research => kinds::<ResearchKind>(params),
        ItemKind::WayToHelp => kinds::<WayToHelpKind>(params),
    };
    let (years, free) = (years(params, "year"), params.flag("free"));
    ItemFilter { organizations, of: organization(params, snapshot), kinds, years, free }
}

fn kinds<K: Keyword>(params: &mut Params) -> Choice {
    chosen(
        params,
        "kind",
        |word| K::from_word(word).is_some(),
        |params, word| refuse_value(params, "kind", word, words::<K>),
    )
}

/// Organizations by any of their keys, in the end by their slugs.
fn organization(params: &mut Params, snapshot: &Snapshot) -> Choice {
    let slug = |key: &str| match snapshot.resolve_key(key) {
        KeyResolution::Current(entry) | KeyResolution::Redirect(entry)
            if entry.withdrawal().is_none() =>
        {
            Some(entry.slug().to_owned())
        }
        _ => None,
    };
    // A withdrawn one may be the nearest to itself.
    let meant = |key: &str| snapshot.meant_by(key).filter(|meant| *meant != key);
    let refuse = |params: &mut Params, key: &str| {
        let reason = "is not a value of `organization`";
        params.unknown_key("organization", key, reason, || meant(key).map(str::to_owned));
    };
    let mut choice = chosen(params, "organization", |key| slug(key).is_some(), refuse);
    for keys in [&mut choice.any, &mut choice.none] {
        *keys = keys.iter().filter_map(|key| slug(key)).collect();
        keys.sort_unstable();
        keys.dedup();
    }
    choice
}

fn pairs(
    question: Option<&Question>,
    filter: &ItemFilter,
    per_page: usize,
) -> Vec<(&'static str, String)> {
    let question = question.map(|question| ("q", question.canonical().to_owned()));
    let mut pairs: Vec<(&'static str, String)> = question.into_iter().collect();
    let facets = FACETS.map(|facet| (facet.as_str(), filter.organizations.choice(facet)));
    let others = [("kind", &filter.kinds), ("organization", &filter.of)];
    let choices = facets.into_iter().chain(others).filter(|(_, choice)| !choice.is_empty());
    pairs.extend(choices.map(|(name, choice)| (name, choice_text(choice))));
    pairs.extend(filter.years.map(|range| ("year", range_text(range))));
    pairs.extend(filter.free.map(|free| ("free", free.to_string())));
    if per_page != PER_PAGE_DEFAULT {
        pairs.push(("per_page", per_page.to_string()));
    }
    pairs
}
