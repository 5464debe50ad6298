//! `/ways-to-help`: what a reader can do, with any of the organizations.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::items::{ItemList, OrganizationLink, PageMeta, list_items};
use super::schemas::ListLinks;
use crate::catalog::ItemKind;
use crate::domain::{Brief, Source, Title, WayToHelpKind, WebUrl};
use crate::http::Service;
use crate::http::problem::{Problem, ProblemBody};

/// The list and its filters.
pub const LIST: ItemList = ItemList {
    kind: ItemKind::WayToHelp,
    path: "/api/v1/ways-to-help",
    filters: &["kind", "free", "focus_area", "country", "organization"],
};

/// The parameters of [`list_ways_to_help`], for the document; `items` reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct WaysToHelpParameters {
    /// What to search for in titles, descriptions and names of organizations, as in the list of
    /// organizations. At most 256 characters and 16 words.
    #[param(example = "fair trade")]
    q: Option<String>,
    /// One of these: `give`, `fundraise`, `volunteer`, `advocate`, `shop`, `learn`, `pray`, `work`,
    /// `report`, `partner`; repeated or with commas. `!kind` leaves out.
    #[param(example = "volunteer,advocate")]
    kind: Option<String>,
    /// `true`: only what costs the helper no money; `false`: only what does.
    #[param(example = true)]
    free: Option<bool>,
    /// With organizations that work against one of these: slugs of focus areas, as `kind`; a term
    /// stands for the terms below it too.
    #[param(example = "bonded-labour")]
    focus_area: Option<String>,
    /// With organizations that work in one of these countries: ISO 3166-1 alpha-2 codes, as `kind`.
    #[param(example = "IN")]
    country: Option<String>,
    /// With one of these organizations: their slugs or identifiers, as `kind`.
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

/// Something a reader can do, and with whom.
#[derive(Serialize, ToSchema)]
pub struct WayToHelpRow {
    kind: WayToHelpKind,
    title: Title,
    summary: Option<Brief>,
    url: Option<WebUrl>,
    /// Whether it costs the helper no money.
    free: bool,
    /// Where the profile has it from.
    sources: Vec<Source>,
    organization: OrganizationLink,
}

/// One page of ways to help.
#[derive(Serialize, ToSchema)]
pub struct WayToHelpList {
    data: Vec<WayToHelpRow>,
    meta: PageMeta,
    links: ListLinks,
}

/// List ways to help
///
/// What a reader can do with all active organizations: with `q` what answers it best first, else by
/// the names of the organizations and as their profiles have it.
#[utoipa::path(
    get,
    path = "/api/v1/ways-to-help",
    tag = "organizations",
    params(WaysToHelpParameters),
    responses(
        (status = 200, description = "One page of ways to help", body = WayToHelpList,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_ways_to_help(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    list_items(&request, &service, &LIST)
}
