//! `/organizations`: the list with its filters, and `/charts`: the charts of the same list.

use actix_web::HttpResponse;

use super::page::{HTML, Page, frame, set_policy};
use crate::catalog::{Selection, Snapshot};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::page_list::PageListQuery;
use crate::http::extract::parameters::{FormParameters, PageParameters};
use crate::http::problem::Problem;
use crate::http::protocol::links::TypedLinks;
use crate::http::protocol::reply::{JSON, uncached};
use crate::site::formats::{CC0, CitationFormat};
use crate::site::{self, SearchRequest, SiteError, query_string};

/// The type of a page that lists something.
pub const COLLECTION: &str = "https://schema.org/CollectionPage";

/// The list with its parameters in the URL.
pub async fn show_list(
    call: Call,
    PageParameters(query): PageParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.list.written_pairs();
    let request = list_request(&query, &pairs, false);
    let path = request.path();
    let page = Page::on_day(&call, &path, query.list.criteria.day())?;
    page.with_links(&links(&call, &pairs)).send(&call, |mut frame| {
        // Search engines should not index the endless combinations of parameters.
        frame.is_unlisted = path.contains('?');
        site::list(frame, call.snapshot(), &select(&query, call.snapshot())?, request)
    })
}

/// The links from the page to the same list for programs (FAIR Signposting).
fn links(call: &Call, pairs: &[(&'static str, String)]) -> TypedLinks {
    let url = |path: &str, format: Option<&str>| {
        // A file has the whole list.
        let pairs = pairs.iter().filter(|(name, _)| format.is_none() || *name != "per_page");
        let mut pairs: Vec<(&str, String)> = pairs.cloned().collect();
        pairs.extend(format.map(|format| ("format", format.to_owned())));
        let query = query_string(&pairs);
        let separator = if query.is_empty() { "" } else { "?" };
        call.absolute_url(&format!("{path}{separator}{query}"))
    };
    let cited = CitationFormat::ALL.into_iter().fold(TypedLinks::default(), |links, format| {
        let file = url("/api/v1/organizations", Some(format.as_str()));
        links.to("describedby", file, Some(format.media_type()))
    });
    cited
        .to("item", url("/api/v1/organizations", None), Some(JSON))
        .to("item", url("/api/v1/export", Some("csv")), Some("text/csv"))
        .to("license", CC0, None)
        .to("type", COLLECTION, None)
}

/// The charts of the list with the same parameters.
pub async fn show_charts(
    call: Call,
    PageParameters(query): PageParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.list.written_pairs();
    let request = list_request(&query, &pairs, false);
    let path = site::charts_url(&request);
    Page::on_day(&call, &path, query.list.criteria.day())?.send(&call, |mut frame| {
        frame.is_unlisted = path.contains('?');
        let selection = select(&query, call.snapshot())?;
        site::charts(frame, call.snapshot(), &selection, request)
    })
}

/// The list with its parameters in the body of a form, so that what a visitor searches for is in no
/// URL, browser history or log. No cache may store the page.
pub async fn show_private_list(
    call: Call,
    FormParameters(query): FormParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    call.accepts("text/html")?;
    let pairs = query.list.written_pairs();
    let mut frame = frame(&call, "/organizations");
    frame.is_unlisted = true;
    let html = select(&query, call.snapshot())
        .and_then(|selection| {
            site::list(frame, call.snapshot(), &selection, list_request(&query, &pairs, true))
        })
        .map_err(|err| Problem::internal(&err))?;
    let mut response = uncached(call.request(), HTML, html.into());
    set_policy(&mut response);
    Ok(response)
}

fn select<'s>(
    query: &'s PageListQuery,
    snapshot: &'s Snapshot,
) -> Result<Selection<'s>, SiteError> {
    Ok(snapshot.select(&query.list.request())?)
}

fn list_request<'q>(
    query: &'q PageListQuery,
    pairs: &'q [(&'static str, String)],
    is_private: bool,
) -> SearchRequest<'q> {
    let PageListQuery { list, chosen, wrong_years } = query;
    SearchRequest {
        query: list.criteria.query.as_ref(),
        filter: &list.criteria.filter,
        sort: list.criteria.sort,
        pairs,
        page: list.paging.page.unwrap_or(1),
        per_page: list.paging.per_page,
        chosen: &chosen.kept,
        left_out: &chosen.left_out,
        wrong_years: wrong_years.as_deref(),
        not_found: &list.criteria.not_found,
        is_private,
    }
}
