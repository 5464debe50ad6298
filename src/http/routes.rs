//! Every route. `openapi.rs` lists the same handlers; a test holds the two
//! against each other.

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder};

use super::problem::{METHOD_NOT_ALLOWED, Problem, UNKNOWN_ROUTE};
use super::{
    compare, countries, docs, export, health, limits, meta, openapi, organizations, problem_pages,
    statistics, terms,
};

/// The methods of a resource that is only read.
const READ: &str = "GET, HEAD, OPTIONS";

/// Puts every route into an app.
pub fn routes(config: &mut ServiceConfig) {
    // The first that fits is taken: what is asked most stands first.
    config
        .service(read("/api/v1/organizations/{key}", organizations::find::find_organization))
        .service(read("/api/v1/organizations", organizations::list::list_organizations))
        .service(read("/api/v1", meta::read_api))
        .service(read("/api/v1/openapi.json", openapi::read_openapi))
        .service(read("/api/v1/limits", limits::read_limits))
        .service(read("/api/v1/focus-areas", terms::list_focus_areas))
        .service(read("/api/v1/focus-areas/{slug}", terms::find_focus_area))
        .service(read("/api/v1/approaches", terms::list_approaches))
        .service(read("/api/v1/approaches/{slug}", terms::find_approach))
        .service(read("/api/v1/countries", countries::list_countries))
        .service(read(
            "/api/v1/organizations/{key}/similar",
            organizations::similar::list_similar_organizations,
        ))
        .service(read("/api/v1/export", export::export_organizations))
        .service(read("/api/v1/statistics", statistics::read_statistics))
        .service(read("/api/v1/compare", compare::compare_organizations))
        .service(read("/problems", problem_pages::list_problems))
        .service(read("/problems/{problem}", problem_pages::find_problem))
        .service(read("/livez", health::read_liveness))
        .service(read("/readyz", health::read_readiness))
        .service(read("/", docs::to_docs))
        .service(read("/docs", docs::to_docs))
        .service(read("/docs/{file:.*}", docs::read_docs))
        .default_service(web::to(unknown_route));
}

/// A resource that answers GET, HEAD and OPTIONS, and 405 to the rest.
fn read<H, A>(path: &str, handler: H) -> Resource
where
    H: Handler<A> + Clone,
    A: FromRequest + 'static,
    H::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .route(web::method(Method::OPTIONS).to(options))
        .default_service(web::to(method_not_allowed))
}

/// Answers OPTIONS, and with it the browsers that ask before they ask (CORS).
async fn options(request: HttpRequest) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::ALLOW, READ));
    if request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"))
            .insert_header((
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "Accept, Content-Type, If-Modified-Since, If-None-Match, X-Request-Id",
            ))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "7200"));
    }
    response.finish()
}

async fn method_not_allowed(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let detail = format!("{} is not answered here; {READ} are", request.method());
    Err(Problem::new(&METHOD_NOT_ALLOWED, detail)
        .with_header(header::ALLOW, HeaderValue::from_static(READ)))
}

async fn unknown_route() -> Result<HttpResponse, Problem> {
    Err(Problem::new(
        &UNKNOWN_ROUTE,
        "nothing is served here; `/api/v1/openapi.json` lists what is",
    ))
}
