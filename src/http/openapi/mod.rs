//! The OpenAPI 3.1 document, generated from the handlers.

mod bundle;
mod common_responses;
pub mod docs;
mod editing;
mod examples;
pub mod json_schema;
mod nodes;
mod patches;
mod reference;
mod request_examples;
mod requests;
mod schemas;
mod vocabularies;

use std::sync::LazyLock;

use actix_web::HttpResponse;
use bytes::Bytes;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

pub use self::bundle::schemas_of;
use self::common_responses::CommonResponses;
use self::editing::Editing;
use self::examples::RealExamples;
use self::nodes::Nodes;
use self::patches::PatchSchemas;
use self::request_examples::RequestExamples;
use self::requests::RequestSchemas;
use self::schemas::{AllKeysRequired, RowsWithFields};
use self::vocabularies::Vocabularies;
use super::api::organizations::answers::OrganizationSummary;
use super::api::{
    changes, compare, countries, dataset, export, health, imports, keys, limits, meta,
    organizations, reconcile, research, sources, statistics, suggest, terms, ways_to_help,
};
use super::extract::call::Context;
use super::extract::parameters::{NoParameters, Parameters};
use super::pages::problems;
use super::problem::{Problem, StaticResponses};
use super::protocol::reply::JSON;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Antislavery Directory",
        description = "Organizations that work against slavery: how each frames the problem, how \
            it fights it, what it has researched and how you can help. Elements of a profile carry \
            their sources; `/api/v1/statistics` counts how many plain fields and terms \
            do.\n\nResponses are JSON in UTF-8 with snake_case keys; times are RFC 3339 in UTC. \
            Every key of a response is always present, `null` or `[]` if it is empty. Links in \
            bodies are paths. Errors are `application/problem+json` (RFC 9457). \
            GET responses have an `ETag` and `Last-Modified`, and support 304. HEAD and OPTIONS work \
            everywhere. Any web page may send requests that read (CORS). Every response may also be \
            414 (URL too long), 413 (body too large), 429 (too many requests), 431 \
            (head too large) or 500. While the database is not available, reads get the data that the \
            server has in memory, with the header `X-Degraded: store-away`.\n\nData: CC0-1.0.",
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "organizations", description = "The profiles"),
        (name = "vocabulary", description = "Focus areas, approaches, populations, sectors, kinds, lenses and countries, with counts"),
        (name = "reconciliation", description = "Matching the names in spreadsheets and other lists, for OpenRefine and similar tools"),
        (name = "history", description = "The changes of the directory, with their times and authors"),
        (name = "editing", description = "Writing, with an API key"),
        (name = "service", description = "The service itself"),
    ),
    paths(
        organizations::list::list_organizations,
        organizations::search::search_organizations,
        organizations::find::find_organization,
        organizations::formats::find_in_format,
        organizations::similar::list_similar_organizations,
        organizations::related::list_related_organizations,
        organizations::linkset::read_linkset,
        organizations::list_revisions::list_revisions,
        organizations::find_revision::find_revision,
        changes::list::list_changes,
        changes::feed::read_changes_feed,
        changes::summary::summarize_changes,
        dataset::read_dataset,
        compare::compare_organizations,
        suggest::suggest,
        suggest::suggest_without_a_trace,
        research::list_research,
        sources::list_sources,
        ways_to_help::list_ways_to_help,
        export::export_organizations,
        statistics::read_statistics,
        organizations::create::create_organization,
        organizations::replace::replace_organization,
        organizations::patch::patch_organization,
        organizations::withdraw::withdraw_organization,
        organizations::restore::restore_revision,
        organizations::verify::verify_organization,
        organizations::redact::redact_organization,
        imports::import_organizations,
        imports::revert::revert_import,
        terms::put::put_term,
        terms::remove::remove_term,
        keys::read_own_key,
        terms::list::list_terms,
        terms::find::find_term,
        countries::list_countries,
        meta::read_api,
        limits::read_limits,
        read_openapi,
        reconcile::operations::read_reconciliation,
        reconcile::operations::reconcile,
        reconcile::operations::suggest_entities,
        reconcile::operations::suggest_properties,
        reconcile::operations::suggest_types,
        reconcile::operations::propose_properties,
        reconcile::term_operations::read_term_reconciliation,
        reconcile::term_operations::reconcile_terms,
        reconcile::term_operations::suggest_term_entities,
        reconcile::term_operations::suggest_term_properties,
        reconcile::term_operations::suggest_term_types,
        reconcile::term_operations::propose_term_properties,
        health::read_liveness,
        health::read_readiness,
        problems::list_problems,
        problems::find_problem,
    ),
    components(schemas(OrganizationSummary)),
    modifiers(
        &ApiKeys,
        &Vocabularies,
        &Editing,
        &Nodes,
        &RequestSchemas,
        &PatchSchemas,
        &AllKeysRequired,
        &RowsWithFields,
        &CommonResponses,
        &RealExamples,
        &RequestExamples,
    ),
)]
struct Api;

/// The document of this version of the program.
pub fn document() -> Document {
    Api::openapi()
}

/// The document as JSON, as it is served, committed and printed.
pub fn document_json() -> String {
    let json = document().to_pretty_json();
    json.expect("the document has only string keys") + "\n"
}

/// Adds the security scheme of API keys.
struct ApiKeys;

impl Modify for ApiKeys {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("asd_key_<id>_<secret>_<checksum>")
            .description(Some("An API key, made with the command `keys create`."))
            .build();
        components.add_security_scheme("key", SecurityScheme::Http(scheme));
    }
}

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| document_json().into());

/// Read the OpenAPI document
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "service",
    responses((status = 200, description = "This document", body = Object), StaticResponses),
)]
pub async fn read_openapi(
    context: Context,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    context.accepts(JSON)?;
    context.respond(context.of_program(JSON), || Ok(DOCUMENT.clone()))
}
