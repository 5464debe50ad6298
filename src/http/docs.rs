//! The interactive page of the API: Swagger UI, served from the binary, without
//! any request to elsewhere.

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use utoipa_swagger_ui::Config;

use super::Service;
use super::problem::{Problem, UNKNOWN_ROUTE};
use super::reply::{Reply, Tag};

/// The page's own policy: it styles itself inline and draws with data URLs.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    // Without this the page would show a badge from a third party's server.
    let config = Config::from("/api/v1/openapi.json").validator_url("none");
    Arc::new(config.try_it_out_enabled(true).use_base_layout())
});

/// Leads people who open the server itself, or `/docs`, to the page.
pub async fn to_docs() -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, "/docs/"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}

/// One file of the page.
pub async fn read_docs(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let name = request.match_info().query("file");
    let file = utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG)).map_err(|err| {
        log::error!("the documentation page failed: {err}");
        Problem::new(&super::problem::INTERNAL, "the page cannot be made; it was logged")
    })?;
    let Some(file) = file else {
        return Err(Problem::new(&UNKNOWN_ROUTE, "the documentation page has no such file"));
    };
    let reply = Reply {
        content_type: content_type(name),
        tag: Tag::Strong { revision: None },
        last_modified: Some(service.started),
        link: None,
    };
    let mut response = reply
        .made(&request, &service, || Ok::<_, Problem>(Bytes::from(file.bytes.into_owned())))?;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("png") => "image/png",
        Some("map" | "json") => "application/json",
        _ => "text/html; charset=utf-8",
    }
}
