//! `POST /organizations/search`: a list whose parameters are in the body.

use actix_web::HttpResponse;
use serde_json::json;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::list::{OrganizationPage, citations, list_body};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::JsonParameters;
use crate::http::extract::parameters::body_schema::BodySchema;
use crate::http::extract::parameters::citation_format::ListFormatParameter;
use crate::http::extract::parameters::criteria::{FilterParameters, OrderParameter};
use crate::http::extract::parameters::list::{FacetsParameter, ListQuery};
use crate::http::extract::parameters::paging::PagingParameters;
use crate::http::extract::parameters::view::View;
use crate::http::problem::{Problem, QueryResponses};
use crate::http::protocol::reply::{JSON, uncached};

/// The parameters of a list in a body, for the OpenAPI document.
pub struct SearchRequest;

impl PartialSchema for SearchRequest {
    fn schema() -> RefOr<Schema> {
        let description = "The parameters of a list, in a body. All are optional; each has the \
                           meaning of the parameter with the same name in \
                           `GET /api/v1/organizations`.";
        let example = json!({"q": "debt bondage", "country": ["IN", "NP"], "per_page": 10});
        BodySchema::new(description, example)
            .with::<FilterParameters>()
            .with::<OrderParameter>()
            .with::<PagingParameters>()
            .with::<View>()
            .with::<FacetsParameter>()
            .with::<ListFormatParameter>()
            .build()
    }
}

impl ToSchema for SearchRequest {}

/// Search without a trace
///
/// Answers like the list, but what a visitor searches for is in no URL, browser history or log. The
/// parameters are those of the list, in a JSON object: lists as arrays, numbers and booleans as
/// such. No cache may store the response (`Cache-Control: no-store`). Its `links` are null: to turn
/// pages, send `page` or `cursor` in the body. The method QUERY (RFC 10008), which this document
/// cannot describe, does the same here and at `/api/v1/organizations`.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/search",
    tag = "organizations",
    request_body(content = SearchRequest, description = "The parameters of the list"),
    responses(
        (status = 200, description = "One page of organizations", body = OrganizationPage),
        QueryResponses,
    ),
)]
pub async fn search_organizations(
    call: Call,
    JsonParameters(query): JsonParameters<ListQuery>,
) -> Result<HttpResponse, Problem> {
    if !query.names_format {
        call.accepts(JSON)?;
    }
    let snapshot = call.snapshot();
    let selection = snapshot.select(&query.request()).map_err(|err| Problem::internal(&err))?;
    if let Some(format) = query.format {
        let body = citations(&selection, &call.permalink(""), format);
        return Ok(uncached(call.request(), format.content_type(), body));
    }
    let body = list_body(snapshot, &query, &selection, None);
    let body = body.map_err(|err| Problem::internal(&err))?;
    Ok(uncached(call.request(), JSON, body))
}
