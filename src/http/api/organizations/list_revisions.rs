//! `GET /organizations/{key}/revisions`: the history of one organization.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::RevisionPage;
use crate::http::api::changes::answers::RevisionAnswer;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::paging::{NumberedPage, NumberedPageParameters, PagePath};
use crate::http::problem::{HistoryResponses, KeyResponses, Problem};
use crate::http::protocol::limits::PER_PAGE_DEFAULT;
use crate::http::protocol::links::ListLinks;
use crate::http::protocol::reply::{JSON, json};
use crate::site::query_string;

/// One page of the revisions of an organization, the newest first.
#[derive(Serialize, ToSchema)]
pub struct RevisionList {
    data: Vec<RevisionAnswer>,
    meta: RevisionsMeta,
    links: ListLinks,
}

/// Metadata of the list that a page of revisions belongs to.
#[derive(Serialize, ToSchema)]
pub struct RevisionsMeta {
    /// Number of revisions, which is the number of the newest.
    #[schema(example = 2)]
    total: usize,
    /// The page from 1.
    #[schema(example = 1)]
    page: usize,
    #[schema(example = 20)]
    per_page: usize,
    /// Number of pages.
    #[schema(example = 1)]
    pages: usize,
    /// The number of the newest change that the response contains.
    #[schema(example = 91)]
    change: i64,
    /// The numbers of revisions that belong on this page but are damaged in the database. They are
    /// not in `data`. Absent if nothing is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    damaged: Vec<i32>,
}

/// List the revisions of an organization
///
/// Every version of its profile, the newest first: its author, its time, and the keys that changed.
/// Former slugs and identifiers redirect. The history of a withdrawn organization is available too.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/revisions",
    tag = "history",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        NumberedPageParameters,
    ),
    responses(
        (status = 200, description = "One page of revisions", body = RevisionList),
        HistoryResponses,
        KeyResponses,
    ),
)]
pub async fn list_revisions(
    call: OrganizationCall,
    Parameters(wanted): Parameters<NumberedPage>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let entry = call.entry();
    let NumberedPage { page, per_page } = wanted;
    let path = format!("/api/v1/organizations/{}/revisions", entry.slug());
    let query = match per_page {
        PER_PAGE_DEFAULT => String::new(),
        per_page => query_string(&[("per_page", per_page.to_string())]),
    };
    let page_path =
        PagePath { path: &path, query: &query, page: Some(page), per_page, cursor: None };
    let reply = call.reply(&page_path.path());
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }

    let (id, newest, offset) = (entry.id().to_owned(), entry.revision(), wanted.offset());
    let reading = call
        .service()
        .read_store(move |directory| directory.revisions(&id, newest, offset, per_page));
    let RevisionPage { revisions, damaged } = reading.await?;
    let total = usize::try_from(newest).expect("revisions are numbered from 1");
    let links = page_path.links(total, None);
    let reply = reply.with_link(links.header(&call.absolute_url("")));
    let list = RevisionList {
        data: revisions.into_iter().map(RevisionAnswer::from).collect(),
        meta: RevisionsMeta {
            total,
            page,
            per_page,
            pages: total.div_ceil(per_page),
            change: call.snapshot().position().change,
            damaged,
        },
        links,
    };
    call.respond(reply, || Ok(json(&list)))
}
