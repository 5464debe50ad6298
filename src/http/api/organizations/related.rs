//! `GET /organizations/{key}/related`: the organizations related to one, both ways.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::RelatedOrganization;
use crate::domain::{RelationKind, Slug};
use crate::http::api::rows::RowsMeta;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{KeyResponses, Problem, ProblemBody, ReadResponses};
use crate::http::protocol::reply::{JSON, json};

/// The organizations related to one.
#[derive(Serialize, ToSchema)]
pub struct RelatedList {
    data: Vec<RelatedAnswer>,
    meta: RowsMeta,
}

/// An organization related to another one.
#[derive(Serialize, ToSchema)]
#[schema(as = RelatedOrganization)]
pub struct RelatedAnswer {
    /// Its relation to the other one.
    relation: RelationKind,
    /// `null` if the directory does not have it.
    #[schema(value_type = Option<Slug>)]
    slug: Option<String>,
    name: String,
    /// The slug of the organization whose profile writes the relation, with its sources.
    #[schema(value_type = Slug)]
    written_by: String,
}

/// List related organizations
///
/// The organizations that the profile names in `related`, then those whose profiles name this one.
/// Each relation is written on one of the two profiles and listed for both. Withdrawn organizations
/// are left out. Former slugs and identifiers redirect.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/related",
    tag = "organizations",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
    ),
    responses(
        (status = 200, description = "The organizations related to it", body = RelatedList),
        ReadResponses,
        KeyResponses,
        (status = 410, description = "The organization is withdrawn", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn list_related_organizations(
    call: OrganizationCall,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    call.check_shown()?;
    let (snapshot, entry) = (call.snapshot(), call.entry());
    let canonical = format!("/api/v1/organizations/{}/related", entry.slug());
    call.respond(call.reply(&canonical), || {
        let related = snapshot.related(&entry).map_err(|err| Problem::internal(&err))?;
        let data: Vec<RelatedAnswer> =
            related.iter().map(|it| RelatedAnswer::new(it, entry.slug())).collect();
        let meta = RowsMeta { total: data.len(), change: snapshot.position().change };
        Ok(json(&RelatedList { data, meta }))
    })
}

impl RelatedAnswer {
    fn new(related: &RelatedOrganization<'_>, to: &str) -> Self {
        let slug = related.entry.map(|entry| entry.slug().to_owned());
        let written_by = match (&slug, related.place) {
            (Some(slug), None) => slug.clone(),
            _ => to.to_owned(),
        };
        Self { relation: related.relation, slug, name: related.name.clone(), written_by }
    }
}
