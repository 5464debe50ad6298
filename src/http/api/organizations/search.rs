//! Lists of organizations that leave no trace.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::list::{ListPage, list_body};
use crate::http::Service;
use crate::http::api::schemas::{OrganizationList, SearchRequest};
use crate::http::extract::parameters::list::ListQuery;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::body::read_body;
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::{JSON, untraced};

/// Search without a trace
///
/// Answers as the list does, for what a visitor looks for is then in no address, history or log.
/// The parameters are those of the list, in a JSON object: lists as arrays, numbers and booleans
/// as such. The answer is never kept (`Cache-Control: no-store`); its `links` are null, since pages
/// are turned by `page` or `cursor` in the body. The method QUERY (RFC 10008), which this document
/// cannot name, answers the same here and at `/api/v1/organizations`.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/search",
    tag = "organizations",
    request_body(content = SearchRequest, description = "What to list"),
    responses(
        (status = 200, description = "One page of organizations", body = OrganizationList),
        (status = 400, description = "A parameter is not valid, or the body is not JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive in time", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is of another media type", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn search_organizations(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    let body = read_body(&request, JSON).await?;
    let query = ListQuery::of_json(&body, &snapshot)?;
    let selection = snapshot.select(&query.request()).map_err(|err| Problem::internal(&err))?;
    let page = ListPage { snapshot: &snapshot, query: &query, selection: &selection, links: None };
    let body = list_body(&page).map_err(|err| Problem::internal(&err))?;
    Ok(untraced(&request, JSON, body))
}
