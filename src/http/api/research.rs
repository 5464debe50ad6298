//! `/research`: the research of all organizations.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::{OrganizationLink, PageMeta, list_items};
use crate::domain::{Label, ResearchKind, Source, Title, WebUrl, Year};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::citation_format::ListFormatParameter;
use crate::http::extract::parameters::items::{ResearchParameters, ResearchQuery};
use crate::http::extract::parameters::paging::PagingParameters;
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::links::ListLinks;

/// A research item and its organization.
#[derive(Serialize, ToSchema)]
pub struct ResearchRow {
    title: Title,
    kind: ResearchKind,
    authors: Vec<Label>,
    year: Option<Year>,
    url: Option<WebUrl>,
    /// The sources of the profile for it.
    sources: Vec<Source>,
    organization: OrganizationLink,
}

/// One page of research.
#[derive(Serialize, ToSchema)]
pub struct ResearchList {
    data: Vec<ResearchRow>,
    meta: PageMeta,
    links: ListLinks,
}

/// List research
///
/// The research of all active organizations. With `q` the best matches come first; otherwise items
/// are ordered by the name of the organization, then as in its profile.
#[utoipa::path(
    get,
    path = "/api/v1/research",
    tag = "organizations",
    params(ResearchParameters, PagingParameters, ListFormatParameter),
    responses(
        (status = 200, description = "One page of research", body = ResearchList,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        ReadResponses,
    ),
)]
pub async fn list_research(
    call: Call,
    Parameters(ResearchQuery(query)): Parameters<ResearchQuery>,
) -> Result<HttpResponse, Problem> {
    list_items(&call, &query)
}
