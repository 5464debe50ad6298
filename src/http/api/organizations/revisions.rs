//! The history of one organization.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;

use crate::catalog::{Entry, Snapshot};
use crate::directory::RevisionPage;
use crate::domain::query_string;
use crate::http::Service;
use crate::http::api::changes::answers::{
    RevisionAnswer, RevisionList, RevisionWithProfile, RevisionsMeta,
};
use crate::http::api::meta::{json, list_reply};
use crate::http::extract::organization_key::{IN_API, Led, led_to};
use crate::http::extract::parameters::paging::{PageAddress, link_header, page, per_page};
use crate::http::extract::parameters::reader::Params;
use crate::http::extract::parameters::view::{add_member, add_raw_member, to_json};
use crate::http::problem::{Problem, ProblemBody, UNKNOWN_REVISION};
use crate::http::protocol::limits::PER_PAGE_DEFAULT;
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::{JSON, Reply};

/// The parameters of [`list_revisions`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct RevisionsParameters {
    /// The page from 1.
    #[param(minimum = 1, example = 1)]
    page: Option<u32>,
    /// How many a page has: 1 to 100, 20 unless it is said.
    #[param(minimum = 1, maximum = 100, example = 20)]
    per_page: Option<u32>,
}

/// List the revisions of an organization
///
/// Every version of its profile, the newest first: who made it, when, and which keys changed. Keys
/// lead here as they do to the profile. The history of a withdrawn organization stays.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/revisions",
    tag = "history",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        RevisionsParameters,
    ),
    responses(
        (status = 200, description = "One page of revisions", body = RevisionList),
        (status = 304, description = "The client has this answer already"),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No organization has this key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built, or the database does not answer", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_revisions(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    match led_to(&request, &service, &snapshot, (IN_API, "/revisions"))? {
        Led::Here(entry) => list(&request, &service, &snapshot, &entry).await,
        Led::Elsewhere(answer) => Ok(answer),
    }
}

async fn list(
    request: &HttpRequest,
    service: &Service,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
) -> Result<HttpResponse, Problem> {
    let mut params = Params::parse(request.query_string(), &["page", "per_page"]);
    let per_page = per_page(&mut params);
    let (page, offset) = page(&mut params, per_page);
    params.finish()?;

    let path = format!("/api/v1/organizations/{}/revisions", entry.slug());
    let query = match per_page {
        PER_PAGE_DEFAULT => String::new(),
        per_page => query_string(&[("per_page", per_page.to_string())]),
    };
    let address =
        PageAddress { path: &path, query: &query, page: Some(page), per_page, cursor: None };
    let mut reply = list_reply(snapshot, &address.path());
    if let Some(unchanged) = reply.unchanged(request, service) {
        return Ok(unchanged);
    }

    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let ask = service.ask_store(move |store| store.revisions(&id, newest, offset, per_page));
    let RevisionPage { revisions, damaged } = ask.await?;
    let data = revisions.into_iter().map(RevisionAnswer::from).collect();
    let total = usize::try_from(newest).unwrap_or(0);
    let links = address.links(total, None);
    reply.link = link_header(&links, request, service);
    let pages = total.div_ceil(per_page);
    let change = snapshot.position().change;
    let meta = RevisionsMeta { total, page, per_page, pages, change, damaged };
    reply.made(request, service, || json(&RevisionList { data, meta, links }))
}

/// The parameters of [`find_revision`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct RevisionParameters {
    /// `true` adds `patch`: what changed since the revision before (RFC 6902).
    #[param(example = true)]
    diff: Option<bool>,
}

/// Read a revision of an organization
///
/// The profile as it stood, with who wrote it and when. It never changes, whatever becomes of the
/// organization.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/revisions/{n}",
    tag = "history",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        ("n" = i32, Path, description = "The number of the revision, from 1", minimum = 1, example = 1),
        RevisionParameters,
    ),
    responses(
        (status = 200, description = "The revision", body = RevisionWithProfile),
        (status = 304, description = "The client has this answer already"),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No organization has this key, or it has no such revision", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built, or the database does not answer", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_revision(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let mut params = Params::parse(request.query_string(), &["diff"]);
    let diff = params.flag("diff").unwrap_or(false);
    params.finish()?;
    let snapshot = service.snapshot()?;
    let asked: Option<i32> = request.match_info().query("n").parse().ok();
    let behind =
        asked.map_or_else(|| "/revisions".to_owned(), |number| format!("/revisions/{number}"));
    let entry = match led_to(&request, &service, &snapshot, (IN_API, &behind))? {
        Led::Here(entry) => entry,
        Led::Elsewhere(answer) => return Ok(answer),
    };
    let number = asked.filter(|number| (1..=entry.revision()).contains(number));
    let number = number.ok_or_else(|| unknown_revision(&entry))?;

    let id = entry.id().to_owned();
    let ask = service.ask_store(move |store| {
        let revision = store.revision(&id, number)?;
        let patch = if diff { Some(revision.patch()?) } else { None };
        Ok((revision, patch))
    });
    let (revision, patch) = ask.await?;
    let at = revision.summary.at;
    let mut body = to_json(&RevisionAnswer::from(revision.summary));
    add_raw_member(&mut body, "profile", revision.document.as_bytes());
    if let Some(patch) = patch {
        add_member(&mut body, "patch", &patch);
    }
    Reply::strong(JSON, Some(number), at).made(&request, &service, || Ok(body.into()))
}

pub fn unknown_revision(entry: &Entry<'_>) -> Problem {
    let detail = match entry.revision() {
        1 => format!("`{}` has one revision, with the number 1", entry.slug()),
        count => format!("`{}` has {count} revisions, from 1 to {count}", entry.slug()),
    };
    Problem::new(&UNKNOWN_REVISION, detail)
}
