//! `/research`: what organizations contribute to what the field knows.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::items::{ItemList, OrganizationLink, PageMeta, list_items};
use super::schemas::ListLinks;
use crate::catalog::ItemKind;
use crate::domain::{Label, ResearchKind, Source, Title, WebUrl, Year};
use crate::http::Service;
use crate::http::problem::{Problem, ProblemBody};

/// The list and its filters.
pub const LIST: ItemList = ItemList {
    kind: ItemKind::Research,
    path: "/api/v1/research",
    filters: &["focus_area", "kind", "year", "organization"],
};

/// The parameters of [`list_research`], for the document; `items` reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct ResearchParameters {
    /// What to search for in titles, authors and names of organizations, as in the list of
    /// organizations. At most 256 characters and 16 words.
    #[param(example = "locust effect")]
    q: Option<String>,
    /// Of organizations that work against one of these: slugs of focus areas, repeated or with
    /// commas; a term stands for the terms below it too. `!slug` leaves out.
    #[param(example = "bonded-labour")]
    focus_area: Option<String>,
    /// One of these: `report`, `book`, `video`, `talk`, `dataset`, `toolkit`, `article`, `webpage`;
    /// as `focus_area`.
    #[param(example = "book,report")]
    kind: Option<String>,
    /// Of this year or range: `1990`, `1990-2005`, `1990-`, `-2005`. What has no year is left out.
    #[param(example = "2010-")]
    year: Option<String>,
    /// Of one of these organizations: their slugs or identifiers, as `focus_area`.
    #[param(example = "international-justice-mission")]
    organization: Option<String>,
    /// Which page, from 1. `page` times `per_page` is at most 10,000; beyond, use `cursor`.
    #[param(minimum = 1, example = 1)]
    page: Option<u32>,
    /// How many a page.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    per_page: Option<u32>,
    /// Walks everything: `*` begins, then each answer's `meta.next_cursor` goes on.
    #[param(example = "*")]
    cursor: Option<String>,
}

/// A contribution to what the field knows, and whose it is.
#[derive(Serialize, ToSchema)]
pub struct ResearchRow {
    title: Title,
    kind: ResearchKind,
    authors: Vec<Label>,
    year: Option<Year>,
    url: Option<WebUrl>,
    /// Where the profile has it from.
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
/// What all active organizations contribute to what the field knows: with `q` what answers it best
/// first, else by the names of the organizations and as their profiles have it.
#[utoipa::path(
    get,
    path = "/api/v1/research",
    tag = "organizations",
    params(ResearchParameters),
    responses(
        (status = 200, description = "One page of research", body = ResearchList,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_research(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    list_items(&request, &service, &LIST)
}
