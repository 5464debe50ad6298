//! The links from the API and the first page to the description and the documentation of the API
//! (RFC 8631).

use actix_web::http::header::HeaderValue;

/// The path of the catalog of APIs (RFC 9727).
pub const API_CATALOG: &str = "/.well-known/api-catalog";

/// The value of `Link`; `base` is the absolute URL of this server.
pub fn service_links(base: &str) -> HeaderValue {
    let links = format!(
        "<{base}/api/v1/openapi.json>; rel=\"service-desc\"; type=\"application/json\", \
         <{base}/docs/>; rel=\"service-doc\"; type=\"text/html\", \
         <{base}{API_CATALOG}>; rel=\"api-catalog\""
    );
    HeaderValue::try_from(links).expect("hosts and paths make a header value")
}

/// The value of `Link` of the catalog of APIs itself.
pub fn catalog_link(base: &str) -> HeaderValue {
    let link = format!("<{base}{API_CATALOG}>; rel=\"api-catalog\"");
    HeaderValue::try_from(link).expect("hosts and paths make a header value")
}
