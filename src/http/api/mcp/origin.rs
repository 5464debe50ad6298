//! The `Origin` of a request (RFC 6454). Browsers send it, and a page of another site must not use
//! the tools in the name of its visitors.

use actix_web::HttpRequest;
use actix_web::http::header::ORIGIN;
use url::{Host, Url};

use crate::http::problem::{FOREIGN_ORIGIN, Problem};

/// Refuses a request from a page of another site. Without a public URL, the server may only be
/// reached by a name that an attacker chose (DNS rebinding), so only this machine is trusted.
///
/// # Errors
///
/// 403.
pub fn check_origin(request: &HttpRequest, public_url: Option<&str>) -> Result<(), Problem> {
    let is_own = |origin: &str| match public_url {
        Some(public_url) => Url::parse(public_url)
            .is_ok_and(|url| url.origin().ascii_serialization().eq_ignore_ascii_case(origin)),
        None => Url::parse(origin).is_ok_and(|url| is_this_machine(&url)),
    };
    let mut origins = request.headers().get_all(ORIGIN);
    if origins.all(|origin| origin.to_str().is_ok_and(is_own)) {
        return Ok(());
    }
    let detail = "pages of other sites may not use this resource; send the request from a program, \
                  without `Origin`";
    Err(Problem::new(&FOREIGN_ORIGIN, detail))
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_the_own_origin_passes() {
        let public = Some("https://directory.example.org/base");
        for (public_url, origin, passes) in [
            (public, None, true),
            (public, Some("https://directory.example.org"), true),
            (public, Some("https://directory.example.org:443"), false),
            (public, Some("http://directory.example.org"), false),
            (public, Some("https://example.org"), false),
            (public, Some("http://localhost"), false),
            (public, Some("null"), false),
            (None, None, true),
            (None, Some("http://localhost:8080"), true),
            (None, Some("http://127.0.0.1:8080"), true),
            (None, Some("http://[::1]:8080"), true),
            (None, Some("http://directory.example.org"), false),
            (None, Some("http://localhost.example.org"), false),
            (None, Some("null"), false),
            (None, Some(""), false),
        ] {
            let mut request = TestRequest::default();
            if let Some(origin) = origin {
                request = request.insert_header((ORIGIN, origin));
            }
            let checked = check_origin(&request.to_http_request(), public_url);
            assert_eq!(checked.is_ok(), passes, "{public_url:?} {origin:?}");
        }
    }
}
