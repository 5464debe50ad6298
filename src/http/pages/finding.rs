//! `/`: the first page, which is the list of organizations.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::{HTML, frame, page, secure};
use crate::directory::{Selection, Snapshot};
use crate::http::Service;
use crate::http::body::read_body;
use crate::http::list_query::ListQuery;
use crate::http::negotiation::accept;
use crate::http::problem::Problem;
use crate::http::reply::untraced;
use crate::site::{self, SearchRequest};

/// What is asked by the address.
pub async fn show_finding(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let query = ListQuery::of_page(request.query_string(), &snapshot)?;
    let pairs = query.written_pairs();
    let asked = asked(&query, &pairs, false);
    let path = asked.page(asked.page);
    page(&request, &service, &snapshot, &path, |mut frame| {
        // Endless combinations are nothing for search engines.
        frame.is_unlisted = path != "/";
        site::search(frame, &snapshot, &select(&query, &snapshot)?, asked)
    })
}

/// What is asked by the body of a form, so that no address, history or log tells what was looked
/// for; and nobody keeps the page.
pub async fn show_finding_without_a_trace(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, "text/html")?;
    let snapshot = service.snapshot()?;
    let body = read_body(&request, "application/x-www-form-urlencoded").await?;
    // What is no UTF-8 is refused as such where it stands in percent signs; a form has no other.
    let query = ListQuery::of_page(&String::from_utf8_lossy(&body), &snapshot)?;
    let pairs = query.written_pairs();
    let mut frame = frame(&request, &service, "/");
    frame.is_unlisted = true;
    let html = select(&query, &snapshot)
        .and_then(|selection| {
            site::search(frame, &snapshot, &selection, asked(&query, &pairs, true))
        })
        .map_err(|err| Problem::internal(&err))?;
    let mut response = untraced(&request, HTML, html.into());
    secure(&mut response);
    Ok(response)
}

fn select<'s>(
    query: &'s ListQuery,
    snapshot: &'s Snapshot,
) -> Result<Selection<'s>, site::SiteError> {
    Ok(snapshot.select(&query.request())?)
}

fn asked<'q>(
    query: &'q ListQuery,
    pairs: &'q [(&'static str, String)],
    is_private: bool,
) -> SearchRequest<'q> {
    SearchRequest {
        query: query.criteria.question.as_ref(),
        filter: &query.criteria.filter,
        sort: query.criteria.sort,
        pairs,
        page: query.page.unwrap_or(1),
        per_page: query.per_page,
        is_private,
    }
}
