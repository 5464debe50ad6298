//! Absolute addresses, where a standard asks for them: `Link`, `Location`.

use actix_web::http::header::{self, HOST};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::Service;

/// `path` under the address by which this server is known: the configured one,
/// else the request's own.
pub fn absolute(request: &HttpRequest, service: &Service, path: &str) -> String {
    match &service.settings.public_url {
        Some(public_url) => format!("{public_url}{path}"),
        None => match host(request) {
            Some(host) => format!("http://{host}{path}"),
            None => path.to_owned(),
        },
    }
}

/// Redirects to a path for good; the query goes along.
pub fn redirect(request: &HttpRequest, service: &Service, path: &str) -> HttpResponse {
    let target = match request.query_string() {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    };
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, absolute(request, service, &target)))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}

/// The host that the client asked, if it is one.
fn host(request: &HttpRequest) -> Option<&str> {
    let host = request.headers().get(HOST).and_then(|value| value.to_str().ok())?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
    (!host.is_empty() && host.len() <= 255 && host.chars().all(is_host)).then_some(host)
}
