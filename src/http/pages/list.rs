//! `/organizations`: the list with its filters, and `/charts`: the charts of the same list.

use actix_web::HttpResponse;

use super::page::{HTML, frame, page, set_policy};
use crate::catalog::{Selection, Snapshot};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::list::{ListQuery, PageListQuery};
use crate::http::extract::parameters::{FormParameters, PageParameters};
use crate::http::problem::Problem;
use crate::http::protocol::reply::uncached;
use crate::site::{self, SearchRequest, SiteError};

/// The list with its parameters in the URL.
pub async fn show_list(
    call: Call,
    PageParameters(PageListQuery(query)): PageParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let request = list_request(&query, &pairs, false);
    let path = request.page(request.page);
    page(&call, &path, |mut frame| {
        // Search engines should not index the endless combinations of parameters.
        frame.is_unlisted = path.contains('?');
        site::list(frame, call.snapshot(), &select(&query, call.snapshot())?, request)
    })
}

/// The charts of the list with the same parameters.
pub async fn show_charts(
    call: Call,
    PageParameters(PageListQuery(query)): PageParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let path = site::charts_url(&pairs);
    page(&call, &path, |mut frame| {
        frame.is_unlisted = path.contains('?');
        let selection = select(&query, call.snapshot())?;
        site::charts(frame, call.snapshot(), &selection, list_request(&query, &pairs, false))
    })
}

/// The list with its parameters in the body of a form, so that what a visitor searches for is in no
/// URL, browser history or log. No cache may store the page.
pub async fn show_private_list(
    call: Call,
    FormParameters(PageListQuery(query)): FormParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    call.accepts("text/html")?;
    let pairs = query.written_pairs();
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

fn select<'s>(query: &'s ListQuery, snapshot: &'s Snapshot) -> Result<Selection<'s>, SiteError> {
    Ok(snapshot.select(&query.request())?)
}

fn list_request<'q>(
    query: &'q ListQuery,
    pairs: &'q [(&'static str, String)],
    is_private: bool,
) -> SearchRequest<'q> {
    SearchRequest {
        query: query.criteria.query.as_ref(),
        filter: &query.criteria.filter,
        sort: query.criteria.sort,
        pairs,
        page: query.paging.page.unwrap_or(1),
        per_page: query.paging.per_page,
        is_private,
    }
}
