//! `GET /organizations/{key}/similar`: the organizations similar to one.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::{OrganizationFields, OrganizationSummary};
use crate::catalog::json::JsonObject;
use crate::catalog::{Entry, Snapshot};
use crate::http::api::labels::labels;
use crate::http::api::rows::RowsMeta;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::view::View;
use crate::http::problem::{KeyResponses, Problem, ProblemBody, ReadResponses};
use crate::http::protocol::reply::JSON;

/// Maximum number of similar organizations in a response.
const LIMIT: usize = 10;

/// The organizations that resemble one: with `fields`, the list has `fields` too.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it describes lists that are joined from rendered parts")]
pub enum SimilarOrganizations {
    Summaries(Box<SimilarList>),
    Fields(Box<SimilarFieldsList>),
}

/// The organizations that resemble one, the most similar first, with the keys that `fields` names.
#[derive(Serialize, ToSchema)]
pub struct SimilarFieldsList {
    data: Vec<OrganizationFields>,
    meta: RowsMeta,
    /// The keys of each row.
    #[schema(example = json!(["slug", "name"]))]
    fields: Vec<String>,
    /// With `include=labels`: the display names of all terms and countries in the response.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
}

/// The organizations that resemble one, the most similar first.
#[derive(Serialize, ToSchema)]
pub struct SimilarList {
    data: Vec<OrganizationSummary>,
    meta: RowsMeta,
    /// With `include=labels`: the display names of all terms and countries in the response.
    #[schema(required = false)]
    labels: BTreeMap<String, String>,
}

/// List similar organizations
///
/// Up to 10 active organizations that resemble this one, the most similar first: by the focus
/// areas, approaches, countries and affiliation that they share, compared with those that only one
/// of them has. Rare values count more. Former slugs and identifiers redirect.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/similar",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        View,
    ),
    responses(
        (status = 200, description = "The organizations that resemble it", body = SimilarOrganizations),
        ReadResponses,
        KeyResponses,
        (status = 410, description = "The organization is withdrawn", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_similar_organizations(
    call: OrganizationCall,
    Parameters(view): Parameters<View>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    call.check_shown()?;
    let entry = call.entry();
    let canonical = format!(
        "/api/v1/organizations/{}/similar?fields={}&labels={}",
        entry.slug(),
        view.fields().map_or_else(|| "*".to_owned(), |fields| fields.join(",")),
        view.has_labels(),
    );
    call.respond(call.reply(&canonical), || {
        Ok(body(call.snapshot(), &view, &call.snapshot().similar(&entry, LIMIT)))
    })
}

fn body(snapshot: &Snapshot, view: &View, similar: &[Entry<'_>]) -> Bytes {
    let mut buffer = Vec::new();
    let mut body = JsonObject::begin(&mut buffer);
    let mut data = body.array("data");
    for entry in similar {
        match view.fields() {
            Some(fields) => data.raw_element(&snapshot.fields(entry, fields)),
            None => data.raw_element(entry.summary()),
        }
    }
    data.finish();
    let change = snapshot.position().change;
    body.member("meta", &RowsMeta { total: similar.len(), change });
    if let Some(fields) = view.fields() {
        body.member("fields", &fields);
    }
    if view.has_labels() {
        body.member("labels", &labels(snapshot, view, similar.iter().copied()));
    }
    body.finish();
    buffer.into()
}
