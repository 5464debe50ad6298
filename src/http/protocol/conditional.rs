//! Conditional requests: `If-None-Match` and `If-Modified-Since` (RFC 9110, section 13).
//!
//! actix-web's typed headers are not used, because they split a list at every comma, even inside a
//! quoted ETag, and drop elements that do not parse.

use actix_web::HttpRequest;
use actix_web::http::header::{HttpDate, IF_MODIFIED_SINCE, IF_NONE_MATCH};

/// Whether the client already has this representation, so that the response is 304.
///
/// `etag` is the whole ETag, with its quotes and `W/`; `modified` is the `Last-Modified` date as
/// HTTP writes it. `If-Modified-Since` counts only without `If-None-Match`. Each is computed only
/// if the client sent the header.
pub fn is_fresh(
    request: &HttpRequest,
    etag: impl FnOnce() -> String,
    modified: impl FnOnce() -> String,
) -> bool {
    let mut lists = request.headers().get_all(IF_NONE_MATCH).peekable();
    if lists.peek().is_some() {
        let etag = etag();
        return lists.filter_map(|value| value.to_str().ok()).any(|list| contains(list, &etag));
    }
    let since = request.headers().get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    let Some(since) = since.and_then(|text| text.parse::<HttpDate>().ok()) else { return false };
    modified().parse::<HttpDate>().is_ok_and(|modified| modified <= since)
}

/// Whether a list of ETags contains this one, by the weak comparison.
fn contains(list: &str, etag: &str) -> bool {
    let opaque = |etag: &str| etag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(etag);
    list.trim() == "*" || etags(list).any(|given| opaque(given) == wanted)
}

/// The ETags of a list; commas inside quotes do not separate.
pub fn etags(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    list.split(move |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn if_none_match_finds_an_etag_in_any_list() {
        for (list, fresh) in [
            (r#""r1-a""#, true),
            (r#"W/"r1-a""#, true),
            (r#""x", "r1-a" , "y""#, true),
            ("*", true),
            (r#""r1-b""#, false),
            (r#""a,b", "r1-a""#, true),
            ("r1-a", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header((IF_NONE_MATCH, list));
            let is_fresh =
                is_fresh(&request.to_http_request(), || r#""r1-a""#.to_owned(), String::new);
            assert_eq!(is_fresh, fresh, "{list}");
        }
    }

    #[test]
    fn if_modified_since_counts_without_if_none_match() {
        let modified = || "Fri, 02 Jan 2026 03:04:05 GMT".to_owned();
        for (since, fresh) in [
            ("Fri, 02 Jan 2026 03:04:05 GMT", true),
            ("Sat, 03 Jan 2026 03:04:05 GMT", true),
            ("Thu, 01 Jan 2026 03:04:05 GMT", false),
            ("yesterday", false),
        ] {
            let request = TestRequest::default().insert_header((IF_MODIFIED_SINCE, since));
            let is_fresh = is_fresh(&request.to_http_request(), String::new, modified);
            assert_eq!(is_fresh, fresh, "{since}");
        }
    }
}
