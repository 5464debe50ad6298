//! Every route, with its methods. A test compares them with the operations of the OpenAPI document.

mod editing;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder};

use super::api::mcp::{self, AnswerSchemas};
use super::api::{
    changes, compare, countries, dataset, export, health, imports, keys, limits, meta,
    organizations, reconcile, research, sources, statistics, suggest, terms, ways_to_help,
};
use super::edge::ProblemPages;
use super::extract::call::Context;
use super::extract::document::{ACCEPT_PATCH, MERGE_PATCH};
use super::extract::edit_form::InterruptedForms;
use super::extract::meant_path::{meant_path, nearest_page};
use super::openapi::json_schema;
use super::pages::{edit, well_known};
use super::problem::{METHOD_NOT_ALLOWED, Problem, UNKNOWN_ROUTE};
use super::protocol::body::{BodyLimits, Scope};
use super::protocol::edit_paths::EDIT_BODY_LIMITS;
use super::protocol::limits::{IMPORT_BYTES, MESSAGE_BYTES, QUERY_BODY_BYTES};
use super::protocol::rate_limit::BatchPath;
use super::{openapi, pages};
use crate::catalog::terms_path;
use crate::domain::{Keyword, TermScheme};

/// The methods of a resource.
#[derive(Clone, Copy)]
struct Methods {
    all: &'static str,
    /// The methods that pages of other sites may use (CORS): only those that read.
    cross_origin: &'static str,
}

/// A resource that can only be read.
const READ: Methods = Methods { all: "GET, HEAD, OPTIONS", cross_origin: "GET, HEAD" };

/// A resource whose query is in the body.
const QUERY: Methods = Methods { all: "POST, QUERY, OPTIONS", cross_origin: "POST, QUERY" };

/// A resource whose query is in the URL or in the body.
const READ_OR_QUERY: Methods =
    Methods { all: "GET, HEAD, POST, QUERY, OPTIONS", cross_origin: "GET, HEAD, POST, QUERY" };

/// The list as a page, whose query may be in the body of a form.
const READ_OR_SEARCH: Methods =
    Methods { all: "GET, HEAD, POST, OPTIONS", cross_origin: "GET, HEAD" };

/// The list of organizations.
const READ_OR_CREATE: Methods =
    Methods { all: "GET, HEAD, POST, QUERY, OPTIONS", cross_origin: "GET, HEAD, QUERY" };

/// A profile.
const READ_OR_EDIT: Methods =
    Methods { all: "GET, HEAD, PUT, PATCH, DELETE, OPTIONS", cross_origin: "GET, HEAD" };

/// A term.
const READ_OR_PUT: Methods =
    Methods { all: "GET, HEAD, PUT, DELETE, OPTIONS", cross_origin: "GET, HEAD" };

/// A service that is asked in the URL or in a form.
const READ_OR_POST: Methods =
    Methods { all: "GET, HEAD, POST, OPTIONS", cross_origin: "GET, HEAD, POST" };

/// A resource that only accepts POST.
const POST: Methods = Methods { all: "POST, OPTIONS", cross_origin: "" };

const IMPORTS: &str = "/api/v1/imports";
const SEARCH: &str = "/api/v1/organizations/search";
const SUGGEST: &str = "/api/v1/suggest";
const RECONCILE: &str = "/api/v1/reconcile";
const RECONCILE_TERMS: &str = "/api/v1/reconcile/terms";

/// Maximum number of bytes of bodies that are neither documents nor forms.
const BODY_LIMITS: BodyLimits = BodyLimits(&[
    (IMPORTS, IMPORT_BYTES, Scope::Streamed),
    (SEARCH, QUERY_BODY_BYTES, Scope::InMemory),
    (SUGGEST, QUERY_BODY_BYTES, Scope::InMemory),
    (mcp::PATH, MESSAGE_BYTES, Scope::InMemory),
    EDIT_BODY_LIMITS[0],
    EDIT_BODY_LIMITS[1],
    EDIT_BODY_LIMITS[2],
]);

/// Adds every route to an app, with the data about them that the edge needs.
pub fn routes(config: &mut ServiceConfig) {
    // The first match wins, so the most frequently used routes come first.
    config
        .app_data(BODY_LIMITS)
        .app_data(BatchPath(RECONCILE))
        .app_data(ProblemPages(pages::problem_page_for))
        .app_data(AnswerSchemas(openapi::schemas_of))
        .app_data(InterruptedForms(edit::sign_in::show_interrupted_form))
        .service(queried(SEARCH, organizations::search::search_organizations, QUERY))
        .service(
            edited(
                "/api/v1/organizations/{key}",
                organizations::find::find_organization,
                READ_OR_EDIT,
            )
            .route(web::put().to(organizations::replace::replace_organization))
            .route(web::patch().to(organizations::patch::patch_organization))
            .route(web::delete().to(organizations::withdraw::withdraw_organization)),
        )
        .service(
            edited(
                "/api/v1/organizations",
                organizations::list::list_organizations,
                READ_OR_CREATE,
            )
            .route(web::post().to(organizations::create::create_organization))
            .route(web::method(query_method()).to(organizations::search::search_organizations)),
        )
        .service(posted(
            "/api/v1/organizations/{key}/revisions/{n}/restore",
            organizations::restore::restore_revision,
        ))
        .service(posted(
            "/api/v1/organizations/{key}/verified",
            organizations::verify::verify_organization,
        ))
        .service(posted(
            "/api/v1/organizations/{key}/redactions",
            organizations::redact::redact_organization,
        ))
        .service(posted(IMPORTS, imports::import_organizations))
        .service(posted("/api/v1/imports/{id}/revert", imports::revert::revert_import))
        .service(read("/api/v1/keys/self", keys::read_own_key))
        .service(
            queried(SUGGEST, suggest::suggest_without_a_trace, READ_OR_QUERY)
                .route(web::get().to(suggest::suggest))
                .route(web::head().to(suggest::suggest)),
        )
        .service(read("/api/v1/research", research::list_research))
        .service(read("/api/v1/sources", sources::list_sources))
        .service(read("/api/v1/ways-to-help", ways_to_help::list_ways_to_help))
        .service(read("/api/v1", meta::read_api))
        .service(read("/api/v1/openapi.json", openapi::read_openapi))
        .service(read("/api/v1/limits", limits::read_limits))
        .configure(vocabularies)
        .service(read("/api/v1/countries", countries::list_countries))
        .service(read(
            "/api/v1/organizations/{key}/similar",
            organizations::similar::list_similar_organizations,
        ))
        .service(read(
            "/api/v1/organizations/{key}/related",
            organizations::related::list_related_organizations,
        ))
        .service(read("/api/v1/organizations/{key}/linkset", organizations::linkset::read_linkset))
        .service(read(
            "/api/v1/organizations/{key}/formats/{format}",
            organizations::formats::find_in_format,
        ))
        .service(read(
            "/api/v1/organizations/{key}/revisions",
            organizations::list_revisions::list_revisions,
        ))
        .service(read(
            "/api/v1/organizations/{key}/revisions/{n}",
            organizations::find_revision::find_revision,
        ))
        .service(read("/api/v1/changes", changes::list::list_changes))
        .service(read("/api/v1/changes/summary", changes::summary::summarize_changes))
        .service(read("/api/v1/dataset", dataset::read_dataset))
        .service(read("/data", pages::show_data))
        .service(read("/data/latest", pages::to_latest_data))
        .service(read("/data/latest/{file}", pages::to_latest_data))
        .service(read("/data/{version}", pages::show_data_version))
        .service(read("/data/{version}/{file}", pages::read_data_file))
        .service(read("/api/v1/changes.atom", changes::feed::read_changes_feed))
        .service(read("/api/v1/export", export::export_organizations))
        .service(read("/api/v1/statistics", statistics::read_statistics))
        .service(read("/api/v1/compare", compare::compare_organizations))
        .configure(reconciliation)
        .service(posted(mcp::PATH, mcp::answer_message))
        .service(read("/problems", pages::problems::list_problems))
        .service(read("/problems/{problem}", pages::problems::find_problem))
        .service(read("/livez", health::read_liveness))
        .service(read("/readyz", health::read_readiness))
        .service(
            edited("/", pages::show_home, READ_OR_SEARCH)
                .route(web::post().to(pages::move_private_search)),
        )
        .service(
            edited("/organizations", pages::show_list, READ_OR_SEARCH)
                .route(web::post().to(pages::show_private_list)),
        )
        .service(read("/charts", pages::show_charts))
        .service(read("/docs/", openapi::docs::show_reference))
        .service(read("/docs", openapi::docs::to_docs))
        .service(read("/docs/index.html", openapi::docs::to_docs))
        .service(read("/docs/openapi.json", openapi::docs::to_openapi))
        .service(read("/docs/schemas", openapi::docs::show_types))
        .service(read("/docs/schemas/{name}", openapi::docs::show_type))
        .service(read("/docs/{operation}", openapi::docs::show_operation))
        .service(read("/schemas/1/profile.json", json_schema::read_profile_schema))
        .service(read("/schemas/1/term.json", json_schema::read_term_schema))
        .service(read("/schemas/profile.json", json_schema::to_profile_schema))
        .service(read("/schemas/term.json", json_schema::to_term_schema))
        .service(read("/.well-known/api-catalog", well_known::read_api_catalog))
        .service(read("/.well-known/security.txt", well_known::read_security_contact))
        .service(read("/organizations/{key}", pages::show_organization))
        .service(read("/organizations/{key}/preview", pages::show_preview))
        .service(read("/organizations/{key}/history", pages::show_history))
        .service(read("/organizations/{key}/history/{n}", pages::show_revision))
        .service(read("/terms/{id}", pages::find_term_page))
        .service(read("/terms/{id}/preview", pages::show_term_preview))
        .service(read("/topics", pages::show_topics))
        .configure(vocabulary_pages)
        .service(read("/countries", pages::show_countries))
        .service(read("/countries/{code}", pages::show_country))
        .service(read("/research", pages::show_research))
        .service(read("/research.bib", pages::read_research_bibtex))
        .service(read("/research.ris", pages::read_research_ris))
        .service(read("/ways-to-help", pages::show_ways_to_help))
        .service(read("/get-help", pages::show_get_help))
        .service(read("/compare", pages::show_comparison))
        .service(read("/about", pages::show_about))
        .service(read("/accessibility", pages::show_accessibility))
        .service(read("/safety", pages::show_safety))
        .service(read("/favicon.ico", pages::read_favicon))
        .service(read("/apple-touch-icon.png", pages::read_touch_icon))
        .service(read("/card.png", pages::read_site_card))
        .service(read("/organizations/{key}/card.png", pages::read_drawn_link_card))
        .service(read("/organizations/{key}/card.svg", pages::read_link_card))
        .service(read("/assets/{file}", pages::read_asset))
        .configure(editing::editing_pages)
        .service(read("/sitemap.xml", pages::read_sitemap_index))
        .service(read("/sitemaps/{file}", pages::read_sitemap))
        .service(read("/robots.txt", pages::read_robots))
        .service(read("/opensearch.xml", pages::read_search_description))
        .service(read("/llms.txt", pages::read_llms))
        .default_service(web::to(unknown_route));
}

/// Every vocabulary in the API, and its terms.
fn vocabularies(config: &mut ServiceConfig) {
    for &scheme in TermScheme::ALL {
        let path = terms_path(scheme);
        let term = edited(&format!("{path}/{{slug}}"), terms::find::find_term, READ_OR_PUT)
            .route(web::put().to(terms::put::put_term))
            .route(web::delete().to(terms::remove::remove_term));
        config.service(read(&path, terms::list::list_terms)).service(term);
    }
}

/// The services that match names. Clients have their URLs with and without a slash at the end.
fn reconciliation(config: &mut ServiceConfig) {
    for end in ["", "/"] {
        let of_organizations = edited(
            &format!("{RECONCILE}{end}"),
            reconcile::operations::read_reconciliation,
            READ_OR_POST,
        );
        let of_terms = edited(
            &format!("{RECONCILE_TERMS}{end}"),
            reconcile::term_operations::read_term_reconciliation,
            READ_OR_POST,
        );
        config
            .service(of_organizations.route(web::post().to(reconcile::operations::reconcile)))
            .service(of_terms.route(web::post().to(reconcile::term_operations::reconcile_terms)));
    }
    config
        .service(read("/api/v1/reconcile/suggest/entity", reconcile::operations::suggest_entities))
        .service(read(
            "/api/v1/reconcile/suggest/property",
            reconcile::operations::suggest_properties,
        ))
        .service(read("/api/v1/reconcile/suggest/type", reconcile::operations::suggest_types))
        .service(read(
            "/api/v1/reconcile/extend/propose",
            reconcile::operations::propose_properties,
        ))
        .service(read(
            "/api/v1/reconcile/terms/suggest/entity",
            reconcile::term_operations::suggest_term_entities,
        ))
        .service(read(
            "/api/v1/reconcile/terms/suggest/property",
            reconcile::term_operations::suggest_term_properties,
        ))
        .service(read(
            "/api/v1/reconcile/terms/suggest/type",
            reconcile::term_operations::suggest_term_types,
        ))
        .service(read(
            "/api/v1/reconcile/terms/extend/propose",
            reconcile::term_operations::propose_term_properties,
        ));
}

/// The page of every vocabulary, and those of its terms.
fn vocabulary_pages(config: &mut ServiceConfig) {
    for &scheme in TermScheme::ALL {
        let path = scheme.path();
        config
            .service(read(path, pages::show_terms))
            .service(read(&format!("{path}/{{slug}}"), pages::show_term));
    }
}

/// A resource with GET and HEAD.
fn read<H, A>(path: &str, handler: H) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    edited(path, handler, READ)
}

/// A resource with GET and HEAD, to which the caller adds the other `methods`.
fn edited<H, A>(path: &str, handler: H, methods: Methods) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, methods).route(web::get().to(handler.clone())).route(web::head().to(handler))
}

/// A resource with POST.
fn posted<H, A>(path: &str, handler: H) -> Resource
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, POST).route(web::post().to(handler))
}

/// A resource whose query is in the body of a POST or QUERY (RFC 10008) request.
fn queried<H, A>(path: &str, handler: H, methods: Methods) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, methods)
        .route(web::post().to(handler.clone()))
        .route(web::method(query_method()).to(handler))
}

/// A resource that supports OPTIONS, and responds with 405 to every method without a route.
fn resource(path: &str, methods: Methods) -> Resource {
    web::resource(path)
        .route(
            web::method(Method::OPTIONS)
                .to(move |request| async move { options(&request, methods) }),
        )
        .default_service(web::to(move |request| async move {
            Err::<HttpResponse, _>(method_not_allowed(&request, methods))
        }))
}

/// The method QUERY (RFC 10008): safe like GET, with a body.
fn query_method() -> Method {
    Method::from_bytes(b"QUERY").expect("QUERY is a token")
}

/// Responds to OPTIONS, including the preflight requests of browsers (CORS). Pages of other sites
/// may read, but must not make a browser write.
fn options(request: &HttpRequest, methods: Methods) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::ALLOW, methods.all));
    if methods.all.contains("PATCH") {
        response.insert_header((ACCEPT_PATCH, MERGE_PATCH));
    }
    if request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods.cross_origin))
            .insert_header((
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "Accept, Content-Type, If-Modified-Since, If-None-Match, X-Request-Id",
            ))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "7200"));
    }
    response.finish()
}

fn method_not_allowed(request: &HttpRequest, methods: Methods) -> Problem {
    let detail = format!("{} is not allowed here; use {}", request.method(), methods.all);
    Problem::new(&METHOD_NOT_ALLOWED, detail)
        .with_header(header::ALLOW, HeaderValue::from_static(methods.all))
}

/// Redirects to the path that was meant, if it can be only one.
async fn unknown_route(context: Context) -> Result<HttpResponse, Error> {
    if let Some(path) = meant_path(context.request()) {
        return Err(context.redirect(&path).into());
    }
    let detail = match nearest_page(context.request()) {
        Some(page) => format!("no page or resource has this path; did you mean `{page}`?"),
        None => {
            let list = "`/api/v1/openapi.json` lists all resources";
            format!("no page or resource has this path; {list}")
        }
    };
    Err(Problem::new(&UNKNOWN_ROUTE, detail).into())
}
