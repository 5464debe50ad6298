//! `GET /organizations/{key}/linkset`: the signposts of a profile as a link set (RFC 9264).

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::signposts::{LINKSET, Signposts};
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{KeyResponses, Problem, ProblemBody, ReadResponses};
use crate::http::protocol::links::LinkContext;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::{JSON, Reply, json};

/// A link set (RFC 9264).
#[derive(Serialize, ToSchema)]
pub struct LinkSet {
    /// The resources of a profile, each with its links: the page first, then each format.
    linkset: Vec<LinkContext>,
}

/// Read the links of an organization
///
/// A link set (RFC 9264) for programs that follow FAIR Signposting: for the page of the
/// organization and for each format of its profile, the URL to cite, the metadata, the content and
/// the licence. The page has its own links in the header `Link` too.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/linkset",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
    ),
    responses(
        (status = 200, description = "The links", body = LinkSet, content_type = "application/linkset+json"),
        ReadResponses,
        KeyResponses,
        (status = 410, description = "The organization is withdrawn", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_linkset(
    call: OrganizationCall,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    preferred_type(call.request(), &[LINKSET, JSON])?;
    call.check_shown()?;
    let entry = call.entry();
    let reply = Reply::strong(LINKSET, Some(entry.revision()), entry.updated_at());
    call.respond(reply, || {
        let all = Signposts::new(&call, &entry).all().into_iter();
        let linkset = all.map(|(anchor, links)| LinkContext::new(anchor, links)).collect();
        Ok(json(&LinkSet { linkset }))
    })
}
