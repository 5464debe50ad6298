//! `/ways-to-help`: the ways to help of all organizations.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::items::{OrganizationLink, PageMeta, list_items};
use crate::domain::{Brief, Helpline, Source, Title, WayToHelpKind, WebUrl, Year};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::items::{ItemQuery, WayToHelpParameters};
use crate::http::extract::parameters::paging::PagingParameters;
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::links::ListLinks;

/// A way to help and its organization.
#[derive(Serialize, ToSchema)]
pub struct WayToHelpRow {
    kind: WayToHelpKind,
    title: Title,
    summary: Option<Brief>,
    url: Option<WebUrl>,
    /// Whether it costs the helper no money.
    free: bool,
    /// The year for which this is known.
    as_of: Option<Year>,
    helpline: Option<Helpline>,
    /// The sources of the profile for it.
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
/// The ways to help of all active organizations. With `q` the best matches come first; otherwise
/// items are ordered by the name of the organization, then as in its profile.
#[utoipa::path(
    get,
    path = "/api/v1/ways-to-help",
    tag = "organizations",
    params(WayToHelpParameters, PagingParameters),
    responses(
        (status = 200, description = "One page of ways to help", body = WayToHelpList,
            headers(("Link" = String, description = "first, prev, next and last page (RFC 8288)"))),
        ReadResponses,
    ),
)]
pub async fn list_ways_to_help(
    call: Call,
    Parameters(query): Parameters<ItemQuery<WayToHelpParameters>>,
) -> Result<HttpResponse, Problem> {
    list_items(&call, &query)
}
