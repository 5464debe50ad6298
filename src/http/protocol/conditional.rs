//! Conditional requests (RFC 9110, section 13).

use actix_web::HttpRequest;
use actix_web::http::header::{HttpDate, IF_MODIFIED_SINCE, IF_NONE_MATCH};

/// Whether the client has this representation already: 304 says so.
///
/// `tag` is the whole entity tag, with its quotes and `W/`; `modified` is when
/// the representation last changed, as HTTP writes it. `If-Modified-Since`
/// counts only without `If-None-Match`. Neither is asked for without a header.
pub fn is_fresh(
    request: &HttpRequest,
    tag: impl FnOnce() -> String,
    modified: impl FnOnce() -> String,
) -> bool {
    let mut tags = request.headers().get_all(IF_NONE_MATCH).peekable();
    if tags.peek().is_some() {
        let tag = tag();
        return tags.filter_map(|value| value.to_str().ok()).any(|list| names(list, &tag));
    }
    let since = request.headers().get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    let Some(since) = since.and_then(|text| text.parse::<HttpDate>().ok()) else { return false };
    modified().parse::<HttpDate>().is_ok_and(|modified| modified <= since)
}

/// Whether a list of tags names this one, by the weak comparison.
fn names(list: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = opaque(tag);
    list.trim() == "*" || tags(list).any(|given| opaque(given) == wanted)
}

/// The tags of a list; commas within quotes do not separate.
fn tags(list: &str) -> impl Iterator<Item = &str> {
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
    fn a_tag_is_found_in_any_list() {
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
    fn a_date_counts_without_a_tag() {
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
