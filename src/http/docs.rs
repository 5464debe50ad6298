//! The interactive page of the API: Swagger UI, served from the binary, without
//! any request to elsewhere.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use jiff::Timestamp;
use utoipa_swagger_ui::Config;

use super::Service;
use super::negotiation::encoding;
use super::problem::{INTERNAL, Problem, UNKNOWN_ROUTE};
use super::reply::ready;
use crate::catalog::{Encoding, Representation};

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

/// Leads people who open `/docs` to the page.
pub async fn to_docs() -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, "/docs/"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}

/// The files of the page, each coded once: its script is large.
static FILES: LazyLock<Mutex<HashMap<(String, Encoding), Representation>>> =
    LazyLock::new(Mutex::default);

/// One file of the page.
pub async fn read_docs(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let name = request.match_info().query("file");
    let encoding = encoding(&request);
    let Some(answer) = file(name, encoding, service.started)? else {
        return Err(Problem::new(&UNKNOWN_ROUTE, "the documentation page has no such file"));
    };
    let mut response = ready(&request, &service, content_type(name), answer, encoding);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

/// A file in a coding; `None` if there is no such file.
fn file(
    name: &str,
    encoding: Encoding,
    modified: Timestamp,
) -> Result<Option<Representation>, Problem> {
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (name.to_owned(), encoding);
    if let Some(answer) = files.get(&key) {
        return Ok(Some(answer.clone()));
    }
    let file = utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG)).map_err(|err| {
        log::error!("the documentation page failed: {err}");
        Problem::new(&INTERNAL, "the page cannot be made; it was logged")
    })?;
    Ok(file.map(|file| {
        let answer =
            Representation::new(Bytes::from(file.bytes.into_owned()), encoding, None, modified);
        files.insert(key, answer.clone());
        answer
    }))
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
