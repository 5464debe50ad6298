//! Preconditions of edits: `If-Match` and `If-None-Match` (RFC 9110, section 13.1).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};

use crate::directory::Precondition;
use crate::domain::{Code, abbreviate};
use crate::http::problem::{INVALID_PARAMETER, PRECONDITION_REQUIRED, Problem};
use crate::http::protocol::conditional::etags;

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
    let elements = |name: HeaderName| -> Vec<&str> {
        // A value that is not ASCII is an element that has no right form.
        let lines = request.headers().get_all(name).map(|line| line.to_str().unwrap_or("?"));
        lines.flat_map(etags).map(str::trim).filter(|etag| !etag.is_empty()).collect()
    };
    let (matching, none_matching) = (elements(IF_MATCH), elements(IF_NONE_MATCH));
    match (matching.as_slice(), none_matching.as_slice()) {
        ([], []) => Ok(Precondition::None),
        ([], ["*"]) => Ok(Precondition::Absent),
        (["*"], []) => Ok(Precondition::Exists),
        ([], _) => Err(invalid(
            &IF_NONE_MATCH,
            "`If-None-Match` must be `*` in an edit, without quotes: it means that nothing exists \
             yet",
        )),
        (etags, []) => revisions(etags).map(Precondition::Revision),
        _ => Err(invalid(
            &IF_MATCH,
            "`If-Match` and `If-None-Match` contradict each other; send one of them",
        )),
    }
}

/// The revisions that ETags name. Strong ETags of other resources name none.
///
/// # Errors
///
/// 400 for an element that is not an ETag, or if all of them are weak, because a weak ETag matches
/// nothing here (RFC 9110, section 13.1.1).
fn revisions(etags: &[&str]) -> Result<Vec<i32>, Problem> {
    for etag in etags {
        let opaque = etag.strip_prefix("W/").unwrap_or(etag);
        let tag = opaque.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        // Quotes inside come from a list without commas, or from an ETag that was quoted again.
        let is_etag = |tag: &str| tag != "*" && !tag.contains(['"', ' ', '\t']);
        if !tag.is_some_and(is_etag) {
            let given = abbreviate(etag);
            let message = format!(
                "`If-Match` must be `*`, or ETags in double quotes as the server sent them, such \
                 as `\"r12-…\"`, with commas between several; this is `{given}`"
            );
            return Err(invalid(&IF_MATCH, &message));
        }
    }
    if etags.iter().all(|etag| etag.starts_with("W/")) {
        let message = "`If-Match` needs the strong ETag of the profile: send it without `W/`";
        return Err(invalid(&IF_MATCH, message));
    }
    Ok(etags.iter().filter_map(|etag| revision(etag)).collect())
}

/// The revision that the strong ETag of a profile names: `"r12-…"`.
fn revision(etag: &str) -> Option<i32> {
    let etag = etag.strip_prefix("\"r")?.strip_suffix('"')?;
    etag.split_once('-')?.0.parse().ok()
}

fn invalid(header: &HeaderName, message: &str) -> Problem {
    let name = if *header == IF_MATCH { "If-Match" } else { "If-None-Match" };
    Problem::of_parameter(&INVALID_PARAMETER, name, Code::InvalidForm, message)
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
            ("if-match", r#"W/"r1-0a", "r12-0a""#, Some(Precondition::Revision(vec![12]))),
            ("if-match", r#""other""#, Some(Precondition::Revision(vec![]))),
            ("if-match", r#""a,b", "r3-b""#, Some(Precondition::Revision(vec![3]))),
            ("if-match", "", Some(Precondition::None)),
            ("if-match", r#"W/"r12-0a""#, None),
            ("if-match", "r12-0a", None),
            ("if-match", "r12", None),
            ("if-match", "12", None),
            ("if-match", r#""r12-0a"#, None),
            ("if-match", r#""*""#, None),
            ("if-match", r#""a" "b""#, None),
            ("if-match", r#""r12-0a" "r3-b""#, None),
            ("if-match", r#"""r12-0a"""#, None),
            ("if-match", r#""r12-0a", "r3-b" "r4-c""#, None),
            ("if-match", r#"W/""r12-0a"""#, None),
            ("if-match", r#""r12 0a""#, None),
            ("if-match", "\"", None),
            ("if-match", r#"*, "r12-0a""#, None),
            ("if-match", "*", Some(Precondition::Exists)),
            ("if-none-match", "*", Some(Precondition::Absent)),
            ("if-none-match", r#""r12-0a""#, None),
        ] {
            let request = TestRequest::default().insert_header((name, value)).to_http_request();
            assert_eq!(precondition(&request).ok(), expected, "{name}: {value}");
        }
    }
}
