//! The lists of research and of ways to help, across all organizations.

use actix_web::HttpResponse;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::query_match::QueryMatch;
use crate::catalog::json::JsonObject;
use crate::catalog::{Entry, Interpretation, ItemCursor, ItemKind, ItemPage, Snapshot};
use crate::domain::Slug;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::items::{ItemParameters, ItemQuery};
use crate::http::problem::Problem;
use crate::http::protocol::links::ListLinks;
use crate::http::protocol::reply::JSON;
use crate::site::formats::CitationFormat;

/// The organization of an item.
#[derive(Serialize, ToSchema)]
pub struct OrganizationLink {
    slug: Slug,
    #[schema(example = "Free the Slaves")]
    name: String,
}

impl OrganizationLink {
    /// The link to an organization; `None` if its slug cannot be read.
    pub fn of(entry: &Entry<'_>) -> Option<Self> {
        Some(Self { slug: entry.slug().parse().ok()?, name: entry.name().to_owned() })
    }
}

/// Metadata of the list that a page belongs to.
#[derive(Serialize, ToSchema)]
pub struct PageMeta {
    /// Number of entries that match.
    #[schema(example = 93)]
    total: usize,
    /// The page from 1; null on a walk with `cursor`.
    #[schema(example = 1)]
    page: Option<usize>,
    #[schema(example = 20)]
    per_page: usize,
    /// Number of pages.
    #[schema(example = 5)]
    pages: usize,
    /// Where a walk with `cursor` continues; null at its end, and on numbered pages.
    next_cursor: Option<String>,
    /// The number of the newest change that the response contains.
    #[schema(example = 89)]
    change: i64,
    /// Which words of `q` the results have: `all_words`, or `any_word` if nothing has all of them,
    /// or `no_words` if the query has no letters and no digits and so no results. Null without `q`.
    query_match: Option<QueryMatch>,
    /// The query that was searched instead, if words of `q` were misspelled; otherwise null. If a
    /// word has several corrections, all are searched, and this has the one of the best result.
    #[schema(example = "debt bondage")]
    corrected_query: Option<String>,
}

/// One page of a list, selected but not written yet.
pub struct ItemAnswer {
    kind: ItemKind,
    page: ItemPage,
    meta: PageMeta,
    links: ListLinks,
}

impl ItemAnswer {
    /// Selects the page that a query asks for.
    ///
    /// # Errors
    ///
    /// 500 if the index cannot be read.
    pub fn of<P: ItemParameters>(
        snapshot: &Snapshot,
        query: &ItemQuery<P>,
    ) -> Result<Self, Problem> {
        let page = snapshot.select_items(&query.request());
        let page = page.map_err(|err| Problem::internal(&err))?;
        let next = page.next.as_ref().map(ItemCursor::encode);
        let links = query.page_path().links(page.total, next.as_deref());
        let interpretation = page.interpretation.as_ref();
        let meta = PageMeta {
            total: page.total,
            page: query.paging.page,
            per_page: query.paging.per_page,
            pages: page.total.div_ceil(query.paging.per_page),
            next_cursor: next,
            change: snapshot.position().change,
            query_match: interpretation.map(|found| found.query_match.into()),
            corrected_query: interpretation.and_then(|found| found.corrected_query.clone()),
        };
        Ok(Self { kind: P::KIND, page, meta, links })
    }

    /// Number of items on all pages.
    pub fn total(&self) -> usize {
        self.page.total
    }

    /// How the query was interpreted; `None` without a query.
    pub fn interpretation(&self) -> Option<&Interpretation> {
        self.page.interpretation.as_ref()
    }

    /// The page as JSON.
    ///
    /// # Errors
    ///
    /// 500 if a profile cannot be read.
    pub fn body(&self, snapshot: &Snapshot) -> Result<Bytes, Problem> {
        let mut buffer = Vec::new();
        let mut body = JsonObject::begin(&mut buffer);
        snapshot
            .write_items(self.kind, &self.page.items, body.begin_member("data"))
            .map_err(|err| Problem::internal(&err))?;
        body.member("meta", &self.meta);
        body.member("links", &self.links);
        body.finish();
        Ok(buffer.into())
    }

    /// The items of the page as citations.
    ///
    /// # Errors
    ///
    /// 500 if a profile cannot be read.
    fn citations(&self, snapshot: &Snapshot, format: CitationFormat) -> Result<Bytes, Problem> {
        let found = snapshot.item_details(self.kind, &self.page.items);
        let found = found.map_err(|err| Problem::internal(&err))?;
        Ok(format.publications(&found).into())
    }
}

/// Responds with one page of a list, as JSON or as citations.
pub fn list_items<P: ItemParameters>(
    call: &Call,
    query: &ItemQuery<P>,
) -> Result<HttpResponse, Problem> {
    if !query.names_format {
        call.accepts(JSON)?;
    }
    let reply = call.reply(&query.page_path().path());
    let reply = match query.format {
        Some(format) => reply.with_type(format.content_type()),
        None => reply,
    };
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let answer = ItemAnswer::of(call.snapshot(), query)?;
    let reply = reply.with_link(answer.links.header(&call.absolute_url("")));
    call.respond(reply, || match query.format {
        Some(format) => answer.citations(call.snapshot(), format),
        None => answer.body(call.snapshot()),
    })
}
