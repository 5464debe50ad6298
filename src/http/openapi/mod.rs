//! The OpenAPI 3.1 document, made from the handlers themselves.

mod editing;
mod examples;
mod nodes;
mod requests;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder, Schema};
use utoipa::{Modify, OpenApi};

use self::editing::Editing;
use self::examples::RealExamples;
use self::nodes::Nodes;
use self::requests::SentDocuments;
use super::Service;
use super::api::schemas::OrganizationSummary;
use super::api::{changes, terms};

use super::api::{
    compare, countries, export, health, imports, keys, meta, organizations, research, statistics,
    suggest, ways_to_help,
};
use super::extract::parameters::reader::Params;
use super::pages::problems;
use super::problem::{Problem, ProblemBody};
use super::protocol::limits;
use super::protocol::negotiation::accept;
use super::protocol::reply::{JSON, Reply};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Antislavery Directory",
        description = "Organizations that work against slavery: how each frames the problem, how \
            it fights it, what it has researched and how one can help, every claim with its \
            source.\n\nAnswers are JSON in UTF-8 with snake_case keys; times are RFC 3339 in UTC. \
            Every key of an answer is always there, `null` or `[]` when it is empty. Links in \
            bodies are paths. What fails is answered with `application/problem+json` (RFC 9457). \
            GETs carry an `ETag` and `Last-Modified` and answer 304; HEAD and OPTIONS work \
            everywhere; anybody may ask from any web page (CORS). Any request may also be \
            answered 414 (address too long), 413 (body too large), 429 (too many requests), 431 \
            (head too large) or 500. While the database is away, reads are answered from what the \
            server has, with the header `X-Degraded: store-away`.\n\nData: CC0-1.0.",
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "organizations", description = "The profiles"),
        (name = "vocabulary", description = "Focus areas, approaches and countries, with counts"),
        (name = "history", description = "What changed, when, and who changed it"),
        (name = "editing", description = "Writing, with an API key"),
        (name = "service", description = "The service itself"),
    ),
    paths(
        organizations::list::list_organizations,
        organizations::search::search_organizations,
        organizations::find::find_organization,
        organizations::similar::list_similar_organizations,
        organizations::revisions::list_revisions,
        organizations::revisions::find_revision,
        changes::list::list_changes,
        changes::feed::read_changes_feed,
        compare::compare_organizations,
        suggest::suggest,
        suggest::suggest_without_a_trace,
        research::list_research,
        ways_to_help::list_ways_to_help,
        export::export_organizations,
        statistics::read_statistics,
        organizations::create::create_organization,
        organizations::replace::replace_organization,
        organizations::patch::patch_organization,
        organizations::withdraw::withdraw_organization,
        organizations::restore::restore_revision,
        imports::import_organizations,
        imports::revert::revert_import,
        terms::write::put_focus_area,
        terms::write::remove_focus_area,
        terms::write::put_approach,
        terms::write::remove_approach,
        keys::read_own_key,
        terms::read::list_focus_areas,
        terms::read::find_focus_area,
        terms::read::list_approaches,
        terms::read::find_approach,
        countries::list_countries,
        meta::read_api,
        limits::read_limits,
        read_openapi,
        health::read_liveness,
        health::read_readiness,
        problems::list_problems,
        problems::find_problem,
    ),
    components(schemas(OrganizationSummary)),
    modifiers(&ApiKeys, &Editing, &Nodes, &SentDocuments, &AllKeysPresent, &RowsOverlap, &AnswersOfTheEdge, &RealExamples),
)]
struct Api;

/// The document of this version.
pub fn document() -> Document {
    Api::openapi()
}

/// The document as it is served, committed and printed.
pub fn document_json() -> String {
    let json = document().to_pretty_json();
    json.expect("the document has only string keys") + "\n"
}

/// How whoever writes shows that they may.
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

/// Answers have all their keys; only what says `required = false` may be absent.
struct AllKeysPresent;

/// The keys that an answer may leave out, where something else says so.
const OPTIONAL: [(&str, &str); 19] = [
    ("OrganizationSummary", "highlights"),
    ("OrganizationList", "facets"),
    ("Organization", "labels"),
    ("SimilarList", "labels"),
    ("OrganizationList", "labels"),
    ("RevisionWithProfile", "patch"),
    ("PatchOperation", "value"),
    ("RevisionsMeta", "damaged"),
    ("ChangesMeta", "damaged"),
    ("DefaultFilters", "status"),
    ("Problem", "errors"),
    ("Problem", "reason"),
    ("Problem", "successor"),
    ("Problem", "revision"),
    ("ProblemError", "parameter"),
    ("ProblemError", "line"),
    ("ProblemError", "pointer"),
    ("ProblemError", "allowed"),
    ("ProblemError", "did_you_mean"),
];

impl Modify for AllKeysPresent {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        for (name, schema) in &mut components.schemas {
            require(name, schema);
        }
    }
}

fn require(name: &str, schema: &mut RefOr<Schema>) {
    // What clients send may leave out what it likes.
    if name.ends_with("Request") {
        return;
    }
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let keys = object.properties.keys();
            let always = keys.filter(|key| !OPTIONAL.contains(&(name, key.as_str())));
            object.required = always.cloned().collect();
        }
        RefOr::T(Schema::AllOf(parts)) => {
            parts.items.iter_mut().for_each(|part| require(name, part));
        }
        _ => {}
    }
}

/// A summary or profile is an object too, so a row fits one or both of its shapes;
/// the derived `oneOf` would refuse every summary.
struct RowsOverlap;

impl Modify for RowsOverlap {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        for name in ["OrganizationRow", "ExportedProfile", "OrganizationOrFields"] {
            let Some(row) = components.schemas.get_mut(name) else { continue };
            if let RefOr::T(Schema::OneOf(shapes)) = row {
                let any = AnyOfBuilder::new().description(shapes.description.take());
                let any = shapes.items.drain(..).fold(any, AnyOfBuilder::item);
                *row = RefOr::T(Schema::AnyOf(any.build()));
            }
        }
    }
}

/// What every operation may answer, and which headers.
struct AnswersOfTheEdge;

impl Modify for AnswersOfTheEdge {
    fn modify(&self, document: &mut Document) {
        for item in document.paths.paths.values_mut() {
            let operations =
                [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                edge_answers(operation);
            }
        }
    }
}

/// Adds a problem to what an operation may answer, unless it says itself what
/// the status means.
fn problem_answer(operation: &mut Operation, status: &str, description: &str) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.entry(status.to_owned()).or_insert(response.into());
}

fn edge_answers(operation: &mut Operation) {
    // Health is answered to every client at once, in the one form it has.
    let is_health =
        matches!(operation.operation_id.as_deref(), Some("read_liveness" | "read_readiness"));
    let is_untagged = matches!(
        operation.operation_id.as_deref(),
        Some(
            "read_readiness"
                | "search_organizations"
                | "suggest_without_a_trace"
                | "export_organizations"
                | "read_own_key"
                | "put_focus_area"
                | "put_approach"
        )
    );
    for (status, description) in [
        ("413", "The body is too large"),
        ("414", "The address is too long"),
        ("429", "This client asks too much; `Retry-After` says when to go on"),
        ("431", "The request head is too large"),
        ("500", "The server failed"),
    ] {
        problem_answer(operation, status, description);
    }
    problem_answer(
        operation,
        "400",
        "The URL contains an API key, or `min_change` is not a number",
    );
    if !is_health {
        problem_answer(operation, "406", "The client accepts no format that there is");
        problem_answer(operation, "503", "This node has not seen the change of `min_change` yet");
    }
    let responses = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        let RefOr::T(response) = response else { continue };
        let header = |text: &str| HeaderBuilder::new().description(Some(text)).build();
        let headers = &mut response.headers;
        headers.entry("X-Request-Id".to_owned()).or_insert_with(|| {
            header("The id of the request: the client's own if it sent one").into()
        });
        if matches!(status.as_str(), "200" | "304") && !is_untagged {
            headers.entry("ETag".to_owned()).or_insert_with(|| {
                header("The tag of this representation (RFC 9110, section 8.8.3)").into()
            });
            headers
                .entry("Last-Modified".to_owned())
                .or_insert_with(|| header("When what is answered last changed").into());
        }
        if matches!(status.as_str(), "429" | "503") {
            headers
                .entry("Retry-After".to_owned())
                .or_insert_with(|| header("In how many seconds to try again").into());
        }
        if status == "308" {
            headers
                .entry("Location".to_owned())
                .or_insert_with(|| header("The address of the profile").into());
        }
    }
}

/// Read the OpenAPI document
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "service",
    responses(
        (status = 200, description = "This document", body = Object),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_openapi(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    Reply::strong(JSON, None, service.started)
        .made(&request, &service, || Ok(service.openapi.clone()))
}
