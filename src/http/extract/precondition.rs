//! Preconditions of edits: `If-Match` and `If-None-Match` (RFC 9110, section 13.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderName};
use actix_web::{FromRequest, HttpRequest};

use crate::directory::Precondition;
use crate::http::problem::{INVALID_PARAMETER, PRECONDITION_REQUIRED, Problem};

/// The precondition of an edit: `If-Match` with the ETag of the revision that it edits, or
/// `If-None-Match: *` to create. A request without either is refused with 428.
pub struct IfMatch(pub Precondition);

/// Whether the request has `If-None-Match: *`, so that it only creates.
pub struct OnlyNew(pub bool);

/// The precondition of a request.
///
/// # Errors
///
/// 400 for other or contradictory preconditions.
fn precondition(request: &HttpRequest) -> Result<Precondition, Problem> {
    let values = |name: HeaderName| -> Vec<&str> {
        let values = request.headers().get_all(name);
        values.map(|value| value.to_str().unwrap_or_default().trim()).collect()
    };
    let (matching, none_matching) = (values(header::IF_MATCH), values(header::IF_NONE_MATCH));
    match (matching.as_slice(), none_matching.as_slice()) {
        ([], []) => Ok(Precondition::None),
        ([], ["*"]) => Ok(Precondition::Absent),
        (["*"], []) => Ok(Precondition::Exists),
        ([], _) => Err(Problem::new(
            &INVALID_PARAMETER,
            "`If-None-Match` must be `*` in an edit: it means that nothing exists yet",
        )),
        (etags, []) => {
            let revisions = etags.iter().flat_map(|list| list.split(',')).filter_map(revision);
            Ok(Precondition::Revision(revisions.collect()))
        }
        _ => Err(Problem::new(
            &INVALID_PARAMETER,
            "`If-Match` and `If-None-Match` contradict each other; send one of them",
        )),
    }
}

/// The revision that the strong ETag of a profile names: `"r12-…"`.
fn revision(etag: &str) -> Option<i32> {
    let etag = etag.trim().strip_prefix("\"r")?.strip_suffix('"')?;
    etag.split_once('-')?.0.parse().ok()
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match precondition(request) {
            Ok(Precondition::None) => Err(Problem::new(
                &PRECONDITION_REQUIRED,
                "send the `ETag` of the profile that you edited as `If-Match`, or \
                 `If-None-Match: *` to create one",
            )),
            precondition => precondition.map(Self),
        })
    }
}

impl FromRequest for OnlyNew {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(precondition(request).map(|precondition| Self(precondition == Precondition::Absent)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn if_match_with_a_strong_etag_names_a_revision() {
        for (name, value, expected) in [
            ("if-match", r#""r12-0a""#, Some(Precondition::Revision(vec![12]))),
            ("if-match", r#""r12-0a-gzip" , "r3-b""#, Some(Precondition::Revision(vec![12, 3]))),
            ("if-match", r#"W/"r12-0a""#, Some(Precondition::Revision(vec![]))),
            ("if-match", "r12-0a", Some(Precondition::Revision(vec![]))),
            ("if-match", "*", Some(Precondition::Exists)),
            ("if-none-match", "*", Some(Precondition::Absent)),
            ("if-none-match", r#""r12-0a""#, None),
        ] {
            let request = TestRequest::default().insert_header((name, value)).to_http_request();
            assert_eq!(precondition(&request).ok(), expected, "{name}: {value}");
        }
    }
}
