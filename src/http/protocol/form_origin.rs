//! The page that a form was sent from, as the browser states it: only forms of this server may
//! write.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use url::Url;

use crate::http::problem::{FOREIGN_ORIGIN, Problem};

/// The header by which a browser says where a request comes from (W3C Fetch Metadata). Pages cannot
/// set it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether the browser says that a form is from this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormOrigin {
    /// It says so.
    Own,
    /// It says nothing, as old browsers and programs do. The form then needs its secret text.
    Unstated,
}

impl FormOrigin {
    /// The origin of a form.
    ///
    /// # Errors
    ///
    /// 403 if it was sent from a page of another site.
    pub fn of(request: &HttpRequest, public_url: Option<&str>) -> Result<Self, Problem> {
        let foreign = || {
            let detail = "this form was sent from a page of another site, so nothing was changed; \
                          open the page of this server, and send its form";
            Err(Problem::new(&FOREIGN_ORIGIN, detail))
        };
        let headers = request.headers();
        let mut is_own = false;
        for site in headers.get_all(SEC_FETCH_SITE) {
            match site.as_bytes() {
                b"same-origin" => is_own = true,
                // A person repeats the request, for example with a bookmark.
                b"none" => {}
                _ => return foreign(),
            }
        }
        for origin in headers.get_all(ORIGIN) {
            match origin.to_str() {
                // Browsers that send no referrer hide the origin in this way. The other header
                // proves it.
                Ok("null") if is_own => {}
                Ok(origin) if is_own_origin(request, public_url, origin) => is_own = true,
                _ => return foreign(),
            }
        }
        Ok(if is_own { Self::Own } else { Self::Unstated })
    }
}

/// Whether an origin is that of the public URL or of the `Host` of the request. A page cannot forge
/// `Host`, and a page that reached this server by another name does not have the cookie.
fn is_own_origin(request: &HttpRequest, public_url: Option<&str>, origin: &str) -> bool {
    let public = public_url.and_then(|url| Url::parse(url).ok());
    let is_public =
        public.is_some_and(|url| url.origin().ascii_serialization().eq_ignore_ascii_case(origin));
    // The scheme is not compared, because a proxy may end TLS.
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let own = request.uri().authority().map(|authority| authority.as_str());
    let own = own.or_else(|| request.headers().get(HOST)?.to_str().ok());
    is_public || host.zip(own).is_some_and(|(host, own)| host.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_forms_of_this_server_pass() {
        let public = Some("https://directory.example");
        let (own, unstated) = (Some(FormOrigin::Own), Some(FormOrigin::Unstated));
        for (public_url, site, origin, expected) in [
            (None, "", "", unstated),
            (None, "none", "", unstated),
            (None, "same-origin", "", own),
            (None, "same-origin", "null", own),
            (None, "", "null", None),
            (None, "none", "null", None),
            (None, "same-site", "", None),
            (None, "cross-site", "http://node.example:8080", None),
            (None, "same-origin", "https://other.example", None),
            (None, "", "http://node.example:8080", own),
            (None, "", "https://node.example:8080", own),
            (None, "", "http://node.example", None),
            (None, "", "ftp://node.example:8080", None),
            (None, "", "http://node.example:8080.evil.example", None),
            (public, "", "https://directory.example", own),
            (public, "", "https://Directory.example", own),
            (public, "", "http://directory.example", None),
            (public, "", "https://directory.example.evil.example", None),
            (public, "", "http://node.example:8080", own),
        ] {
            let mut request = TestRequest::post().insert_header((HOST, "node.example:8080"));
            if !site.is_empty() {
                request = request.insert_header((SEC_FETCH_SITE, site));
            }
            if !origin.is_empty() {
                request = request.insert_header((ORIGIN, origin));
            }
            let found = FormOrigin::of(&request.to_http_request(), public_url);
            assert_eq!(found.ok(), expected, "{public_url:?} {site:?} {origin:?}");
        }
    }
}
