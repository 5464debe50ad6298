//! The organizations that resemble one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use utoipa::IntoParams;

use super::find::gone;
use crate::catalog::{CatalogError, Entry, Snapshot};
use crate::http::Service;
use crate::http::api::meta::list_reply;
use crate::http::api::schemas::{RowsMeta, SimilarList};
use crate::http::extract::organization_key::{IN_API, Led, led_to};
use crate::http::extract::parameters::reader::Params;
use crate::http::extract::parameters::view::{View, labels, to_json};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::JSON;

/// How many are answered at most.
const LIMIT: usize = 10;

/// What stands behind the address of the profile.
const BEHIND: &str = "/similar";

/// The parameters of [`list_similar_organizations`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct SimilarParameters {
    /// Root keys of the profile, with commas: a row is then an object of exactly these.
    #[param(example = "slug,name")]
    fields: Option<String>,
    /// `labels` adds the display name of every term and country in the answer.
    #[param(example = "labels")]
    include: Option<String>,
}

/// List similar organizations
///
/// Up to 10 active organizations that resemble this one, the most similar first: by the focus
/// areas, approaches, countries and affiliation that they share, beside those that only one of
/// them has. What few organizations have counts more. Keys lead here as they do to the profile.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/similar",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        SimilarParameters,
    ),
    responses(
        (status = 200, description = "The organizations that resemble it", body = SimilarList),
        (status = 304, description = "The client has this answer already"),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No organization has this key", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The organization was withdrawn", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_similar_organizations(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    match led_to(&request, &service, &snapshot, (IN_API, BEHIND))? {
        Led::Here(entry) => similar(&request, &service, &snapshot, &entry),
        Led::Elsewhere(answer) => Ok(answer),
    }
}

fn similar(
    request: &HttpRequest,
    service: &Service,
    snapshot: &Snapshot,
    entry: &Entry<'_>,
) -> Result<HttpResponse, Problem> {
    accept(request, JSON)?;
    let mut params = Params::parse(request.query_string(), &["fields", "include"]);
    let view = View::read(&mut params);
    params.finish()?;
    if let Some(withdrawal) = entry.withdrawal() {
        return Err(gone(entry, withdrawal));
    }
    let query = format!(
        "/api/v1/organizations/{}{BEHIND}?fields={}&labels={}",
        entry.slug(),
        view.fields.as_ref().map_or_else(|| "*".to_owned(), |fields| fields.join(",")),
        view.labels,
    );
    list_reply(snapshot, &query).made(request, service, || {
        let similar = snapshot.similar(entry, LIMIT);
        body(snapshot, &view, &similar).map_err(|err| Problem::internal(&err))
    })
}

fn body(snapshot: &Snapshot, view: &View, similar: &[Entry<'_>]) -> Result<Bytes, CatalogError> {
    let mut body = b"{\"data\":[".to_vec();
    for (index, entry) in similar.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        match &view.fields {
            Some(fields) => body.extend(snapshot.fields(entry, fields)),
            None => body.extend_from_slice(entry.summary()),
        }
    }
    body.extend_from_slice(b"],\"meta\":");
    let change = snapshot.position().change;
    body.extend(to_json(&RowsMeta { total: similar.len(), change }));
    if view.labels {
        body.extend_from_slice(b",\"labels\":");
        body.extend(to_json(&labels(snapshot, view, similar.iter().copied())));
    }
    body.push(b'}');
    Ok(body.into())
}
