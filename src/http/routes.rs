//! Every route. `openapi.rs` lists the same handlers; a test holds the two
//! against each other.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder};

use super::api::{changes, terms};

use super::api::{
    compare, countries, export, health, imports, keys, meta, organizations, research, statistics,
    suggest, ways_to_help,
};
use super::pages::{docs, problems};
use super::problem::{METHOD_NOT_ALLOWED, Problem, UNKNOWN_ROUTE};
use super::protocol::limits;
use super::{openapi, pages};

/// What a resource answers.
#[derive(Clone, Copy)]
struct Methods {
    all: &'static str,
    /// Those that pages of other sites may use: reading alone.
    from_anywhere: &'static str,
}

/// The methods of a resource that is only read.
const READ: Methods = Methods { all: "GET, HEAD, OPTIONS", from_anywhere: "GET, HEAD" };

/// The methods of a resource that is asked by a body.
const ASK: Methods = Methods { all: "POST, QUERY, OPTIONS", from_anywhere: "POST, QUERY" };

/// The methods of a resource that is read, and asked by a body too.
const READ_OR_ASK: Methods =
    Methods { all: "GET, HEAD, POST, QUERY, OPTIONS", from_anywhere: "GET, HEAD, POST, QUERY" };

/// The methods of the first page, which is asked by the body of a form too.
const READ_OR_SEARCH: Methods =
    Methods { all: "GET, HEAD, POST, OPTIONS", from_anywhere: "GET, HEAD" };

/// The methods of the list of organizations.
const READ_OR_CREATE: Methods =
    Methods { all: "GET, HEAD, POST, QUERY, OPTIONS", from_anywhere: "GET, HEAD, QUERY" };

/// The methods of a profile.
const READ_OR_EDIT: Methods =
    Methods { all: "GET, HEAD, PUT, PATCH, DELETE, OPTIONS", from_anywhere: "GET, HEAD" };

/// The methods of a term.
const READ_OR_PUT: Methods =
    Methods { all: "GET, HEAD, PUT, DELETE, OPTIONS", from_anywhere: "GET, HEAD" };

/// The methods of what is only done.
const DO: Methods = Methods { all: "POST, OPTIONS", from_anywhere: "" };

/// Puts every route into an app.
pub fn routes(config: &mut ServiceConfig) {
    // The first that fits is taken: what is asked most stands first.
    config
        .service(asked(
            "/api/v1/organizations/search",
            organizations::search::search_organizations,
            ASK,
        ))
        .service(
            written(
                "/api/v1/organizations/{key}",
                organizations::find::find_organization,
                READ_OR_EDIT,
            )
            .route(web::put().to(organizations::replace::replace_organization))
            .route(web::patch().to(organizations::patch::patch_organization))
            .route(web::delete().to(organizations::withdraw::withdraw_organization)),
        )
        .service(
            written(
                "/api/v1/organizations",
                organizations::list::list_organizations,
                READ_OR_CREATE,
            )
            .route(web::post().to(organizations::create::create_organization))
            .route(web::method(query()).to(organizations::search::search_organizations)),
        )
        .service(done(
            "/api/v1/organizations/{key}/revisions/{n}/restore",
            organizations::restore::restore_revision,
        ))
        .service(done("/api/v1/imports", imports::import_organizations))
        .service(done("/api/v1/imports/{id}/revert", imports::revert::revert_import))
        .service(read("/api/v1/keys/self", keys::read_own_key))
        .service(
            asked("/api/v1/suggest", suggest::suggest_without_a_trace, READ_OR_ASK)
                .route(web::get().to(suggest::suggest))
                .route(web::head().to(suggest::suggest)),
        )
        .service(read("/api/v1/research", research::list_research))
        .service(read("/api/v1/ways-to-help", ways_to_help::list_ways_to_help))
        .service(read("/api/v1", meta::read_api))
        .service(read("/api/v1/openapi.json", openapi::read_openapi))
        .service(read("/api/v1/limits", limits::read_limits))
        .service(read("/api/v1/focus-areas", terms::read::list_focus_areas))
        .service(
            written("/api/v1/focus-areas/{slug}", terms::read::find_focus_area, READ_OR_PUT)
                .route(web::put().to(terms::write::put_focus_area))
                .route(web::delete().to(terms::write::remove_focus_area)),
        )
        .service(read("/api/v1/approaches", terms::read::list_approaches))
        .service(
            written("/api/v1/approaches/{slug}", terms::read::find_approach, READ_OR_PUT)
                .route(web::put().to(terms::write::put_approach))
                .route(web::delete().to(terms::write::remove_approach)),
        )
        .service(read("/api/v1/countries", countries::list_countries))
        .service(read(
            "/api/v1/organizations/{key}/similar",
            organizations::similar::list_similar_organizations,
        ))
        .service(read(
            "/api/v1/organizations/{key}/revisions",
            organizations::revisions::list_revisions,
        ))
        .service(read(
            "/api/v1/organizations/{key}/revisions/{n}",
            organizations::revisions::find_revision,
        ))
        .service(read("/api/v1/changes", changes::list::list_changes))
        .service(read("/api/v1/changes.atom", changes::feed::read_changes_feed))
        .service(read("/api/v1/export", export::export_organizations))
        .service(read("/api/v1/statistics", statistics::read_statistics))
        .service(read("/api/v1/compare", compare::compare_organizations))
        .service(read("/problems", problems::list_problems))
        .service(read("/problems/{problem}", problems::find_problem))
        .service(read("/livez", health::read_liveness))
        .service(read("/readyz", health::read_readiness))
        .service(
            written("/", pages::show_finding, READ_OR_SEARCH)
                .route(web::post().to(pages::show_finding_without_a_trace)),
        )
        .service(read("/docs", docs::to_docs))
        .service(read("/docs/{file:.*}", docs::read_docs))
        .service(read("/organizations/{key}", pages::show_organization))
        .service(read("/organizations/{key}/history", pages::show_history))
        .service(read("/organizations/{key}/history/{n}", pages::show_revision))
        .service(read("/focus-areas", pages::show_focus_areas))
        .service(read("/focus-areas/{slug}", pages::show_focus_area))
        .service(read("/approaches", pages::show_approaches))
        .service(read("/approaches/{slug}", pages::show_approach))
        .service(read("/countries", pages::show_countries))
        .service(read("/countries/{code}", pages::show_country))
        .service(read("/research", pages::show_research))
        .service(read("/ways-to-help", pages::show_ways_to_help))
        .service(read("/compare", pages::show_comparison))
        .service(read("/about", pages::show_about))
        .service(read("/safety", pages::show_safety))
        .service(read("/organizations/{key}/card.png", pages::read_drawn_link_card))
        .service(read("/organizations/{key}/card.svg", pages::read_link_card))
        .service(read("/assets/{file}", pages::read_asset))
        .service(read("/sitemap.xml", pages::read_sitemap_index))
        .service(read("/sitemaps/{file}", pages::read_sitemap))
        .service(read("/robots.txt", pages::read_robots))
        .service(read("/opensearch.xml", pages::read_search_description))
        .service(read("/llms.txt", pages::read_llms))
        .default_service(web::to(unknown_route));
}

/// A resource that answers GET, HEAD and OPTIONS, and 405 to the rest.
fn read<H, A>(path: &str, handler: H) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    written(path, handler, READ)
}

/// A resource that is read, and has other methods beside; `methods` are all of them.
fn written<H, A>(path: &str, handler: H, methods: Methods) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, methods).route(web::get().to(handler.clone())).route(web::head().to(handler))
}

/// A resource that is only done, by POST.
fn done<H, A>(path: &str, handler: H) -> Resource
where
    H: Handler<A>,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, DO).route(web::post().to(handler))
}

/// A resource that answers OPTIONS, and 405 to what has no route.
fn resource(path: &str, methods: Methods) -> Resource {
    web::resource(path)
        .route(
            web::method(Method::OPTIONS)
                .to(move |request| async move { allowed(&request, methods) }),
        )
        .default_service(web::to(move |request| async move {
            Err::<HttpResponse, _>(refused(&request, methods))
        }))
}

/// A resource that is asked by a body: POST, or QUERY (RFC 10008). `methods` are
/// all that it answers.
fn asked<H, A>(path: &str, handler: H, methods: Methods) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    resource(path, methods)
        .route(web::post().to(handler.clone()))
        .route(web::method(query()).to(handler))
}

/// The method QUERY (RFC 10008): safe as GET is, with a body.
fn query() -> Method {
    Method::from_bytes(b"QUERY").expect("QUERY is a token")
}

/// Answers OPTIONS, and with it the browsers that ask before they ask (CORS).
/// They may read from any page; whoever writes sends a key, and no page of
/// another site is allowed to make a browser do so.
fn allowed(request: &HttpRequest, methods: Methods) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::ALLOW, methods.all));
    if request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods.from_anywhere))
            .insert_header((
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "Accept, Content-Type, If-Modified-Since, If-None-Match, X-Request-Id",
            ))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "7200"));
    }
    response.finish()
}

fn refused(request: &HttpRequest, methods: Methods) -> Problem {
    let detail = format!("{} is not answered here; {} are", request.method(), methods.all);
    Problem::new(&METHOD_NOT_ALLOWED, detail)
        .with_header(header::ALLOW, HeaderValue::from_static(methods.all))
}

async fn unknown_route() -> Result<HttpResponse, Problem> {
    Err(Problem::new(
        &UNKNOWN_ROUTE,
        "nothing is served here; `/api/v1/openapi.json` lists what is",
    ))
}
