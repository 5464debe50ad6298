//! `/docs`: the interactive documentation of the API. Swagger UI is part of the binary; the page
//! sends no request to other servers.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use bytes::Bytes;
use jiff::Timestamp;
use utoipa_swagger_ui::Config;

use crate::catalog::{Encoding, Representation};
use crate::http::extract::call::Context;
use crate::http::problem::{INTERNAL, Problem, UNKNOWN_ROUTE};
use crate::http::protocol::negotiation::encoding;

/// The policy of the page, which has inline styles and pictures in data URLs.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    // Without this the page would load a badge from another server.
    let config = Config::from("/docs/openapi.json").validator_url("none");
    Arc::new(config.try_it_out_enabled(true).use_base_layout())
});

/// Redirects `/docs` to the page.
pub async fn to_docs() -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, "/docs/"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}

/// The encoded files of the page, each encoded once.
static FILES: LazyLock<Mutex<HashMap<(String, Encoding), Representation>>> =
    LazyLock::new(Mutex::default);

/// One file of the page.
pub async fn read_docs(context: Context) -> Result<HttpResponse, Problem> {
    let name = context.path_part("file").trim_matches('/');
    let encoding = encoding(context.request());
    let Some(answer) = file(name, encoding, context.service().started)? else {
        return Err(Problem::new(&UNKNOWN_ROUTE, "the documentation page has no such file"));
    };
    let mut response = context.respond_ready(content_type(name), answer, encoding);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}

/// A file with a content coding; `None` if there is no such file.
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
        Problem::new(&INTERNAL, "the server failed to make the page; the failure was logged")
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
