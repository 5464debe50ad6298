//! The path of a request, and absolute URLs and redirects for the headers that need them: `Link`
//! and `Location`.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HOST};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

/// The path by which a request is routed: percent-decoded, except `%25`, `%2B` and `%2F`. Whatever
/// depends on the route must read this one, because clients may encode any letter (RFC 3986, 2.3).
pub fn decoded_path(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

/// The absolute URL of `path` on this server: under the configured URL, else under the URL or the
/// `Host` of the request.
pub fn absolute_url(request: &HttpRequest, public_url: Option<&str>, path: &str) -> String {
    match (public_url, origin(request)) {
        (Some(public_url), _) => [public_url, path].concat(),
        (None, Some((scheme, host))) => [scheme, "://", host, path].concat(),
        (None, None) => path.to_owned(),
    }
}

/// The scheme and host of a request, if the host has the form of one. An absolute URL in the
/// request line takes the place of `Host` (RFC 9112, section 3.2.2).
fn origin(request: &HttpRequest) -> Option<(&str, &str)> {
    let uri = request.uri();
    let (scheme, host) = match uri.authority() {
        Some(authority) => (uri.scheme_str(), authority.as_str()),
        None => (None, request.headers().get(HOST).and_then(|value| value.to_str().ok())?),
    };
    let scheme = scheme.filter(|scheme| *scheme == "https").unwrap_or("http");
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    (!host.is_empty() && host.len() <= 255 && host.bytes().all(is_host)).then_some((scheme, host))
}

/// A redirect to another resource that answers the request (303), such as the same profile in the
/// format that the client prefers.
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, location))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish()
}

/// A permanent redirect (308). Extractors return it as an error, since it ends the request before
/// its handler.
#[derive(Debug)]
pub struct Redirect {
    /// The absolute URL.
    pub location: String,
}

impl fmt::Display for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "moved to {}", self.location)
    }
}

impl ResponseError for Redirect {
    fn status_code(&self) -> StatusCode {
        StatusCode::PERMANENT_REDIRECT
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::PermanentRedirect()
            .insert_header((header::LOCATION, self.location.as_str()))
            .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
            .finish()
    }
}
