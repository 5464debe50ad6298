//! `/compare`: framing, method and reach of a few organizations side by side.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use utoipa::IntoParams;

use super::Service;
use super::meta::list_reply;
use super::negotiation::accept;
use super::params::Params;
use super::problem::{Problem, ProblemBody};
use super::reply::JSON;
use super::schemas::ComparisonAnswer;
use super::view::to_json;
use crate::catalog::{CatalogError, Comparison, Entry, KeyResolution, Snapshot, Traits};

/// The keys that are compared.
const KEYS: [&str; 7] =
    ["slug", "name", "framing", "method", "focus_areas", "approaches", "countries"];

/// How many can be compared at once.
const COMPARED: std::ops::RangeInclusive<usize> = 2..=Comparison::MAX;

/// The parameter of [`compare_organizations`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct CompareParameters {
    /// The slugs of 2 to 5 organizations, with commas.
    #[param(example = "international-justice-mission,free-the-slaves")]
    organizations: String,
}

/// Compare organizations
///
/// Framing, method, focus areas, approaches and countries of 2 to 5 organizations side by side, in
/// the order asked for; with what all of them share, and what each has alone.
#[utoipa::path(
    get,
    path = "/api/v1/compare",
    tag = "organizations",
    params(CompareParameters),
    responses(
        (status = 200, description = "The organizations side by side", body = ComparisonAnswer),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn compare_organizations(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    let entries = compared(request.query_string(), &snapshot)?;
    let slugs: Vec<&str> = entries.iter().map(Entry::slug).collect();
    let query = format!("/api/v1/compare?organizations={}", slugs.join(","));
    list_reply(&snapshot, &query).made(&request, &service, || {
        comparison(&snapshot, &entries).map_err(|err| Problem::internal(&err))
    })
}

/// The organizations that the query names.
fn compared<'s>(query: &str, snapshot: &'s Snapshot) -> Result<Vec<Entry<'s>>, Problem> {
    const NAME: &str = "organizations";
    let mut params = Params::parse(query, &[NAME]);
    let keys = params.many(NAME);
    // Counted before any of them is looked up.
    if !COMPARED.contains(&keys.len()) {
        params.invalid(NAME, "name 2 to 5 organizations by their slugs, with commas");
    }
    params.finish()?;
    let mut entries: Vec<Entry<'s>> = Vec::new();
    for key in &keys {
        match snapshot.resolve_key(key) {
            KeyResolution::Current(entry) | KeyResolution::Redirect(entry)
                if entry.withdrawal().is_none() =>
            {
                if entries.iter().any(|other| other.slug() == entry.slug()) {
                    params.invalid(NAME, format!("`{}` is named twice", entry.slug()));
                }
                entries.push(entry);
            }
            _ => {
                let meant = || snapshot.meant_by(key).map(str::to_owned);
                params.unknown_key(NAME, key, "is not an organization", meant);
            }
        }
    }
    params.finish()?;
    Ok(entries)
}

fn comparison(snapshot: &Snapshot, entries: &[Entry<'_>]) -> Result<Bytes, CatalogError> {
    let keys = KEYS.map(str::to_owned);
    let compared = snapshot.compare(entries);
    let only: BTreeMap<&str, Traits<'_>> = compared.only.into_iter().collect();
    let mut body = b"{\"organizations\":[".to_vec();
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            body.push(b',');
        }
        body.extend(snapshot.fields(entry, &keys));
    }
    body.extend_from_slice(b"],\"shared\":");
    body.extend(to_json(&compared.shared));
    body.extend_from_slice(b",\"only\":");
    body.extend(to_json(&only));
    body.push(b'}');
    Ok(body.into())
}
