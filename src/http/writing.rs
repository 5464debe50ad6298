//! What all writing requests share: who writes and why, what must hold before,
//! what was sent, and how it is answered.

use std::pin::pin;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::percent_decode;

use super::Service;
use super::absolute::absolute;
use super::asking::in_time;
use super::auth::authorize;
use super::body::read_body;
use super::negotiation::accept;
use super::params::Params;
use super::problem::{INVALID_PARAMETER, MALFORMED_JSON, PRECONDITION_REQUIRED, Problem};
use super::reply::JSON;
use crate::catalog::{Encoding, Representation, http_date};
use crate::directory::{Edited, Outcome, Precondition};
use crate::domain::{
    Author, Node, Note, OrganizationState, Read, Role, Status, Violation, organization_path, parse,
};

/// Why a change is made, for its history.
pub const CHANGE_NOTE: HeaderName = HeaderName::from_static("x-change-note");

/// The number of the change that a write made: `min_change` asks any node for it.
pub const X_CHANGE: HeaderName = HeaderName::from_static("x-change");

/// How long an answer waits until readers of this node see what was written.
const SHOWN_WITHIN: Duration = Duration::from_secs(5);
/// How often it looks meanwhile whether the store is away.
const GLANCE: Duration = Duration::from_millis(200);

/// Who writes: refuses what has no key for it, or parameters.
///
/// # Errors
///
/// 401, 403, or 400 where a parameter or the note is not valid.
pub async fn author(
    request: &HttpRequest,
    service: &Data<Service>,
    role: Role,
) -> Result<Author, Problem> {
    let key = authorize(request, service, role).await?;
    accept(request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    Ok(Author::key(&key.name, note(request)?))
}

/// The note of a request: UTF-8, in which `%` escapes may stand, since not every
/// client can send other bytes.
pub fn note(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(CHANGE_NOTE) else { return Ok(None) };
    let refused = |message: &str| {
        let mut params = Params::default();
        params.invalid("X-Change-Note", message);
        params.finish().err().unwrap_or_else(|| Problem::new(&INVALID_PARAMETER, message))
    };
    let note = percent_decode(value.as_bytes()).decode_utf8();
    let note = note.map_err(|_| refused("a note is UTF-8, percent-encoded where need be"))?;
    let note = note.trim();
    if note.is_empty() {
        return Ok(None);
    }
    let note: Note = note.parse().map_err(|violation: Violation| refused(&violation.message))?;
    Ok(Some(note.to_string()))
}

/// What a request says must hold before: `If-Match` with tags of the revision
/// that it edits, or `If-None-Match: *` where there must be nothing.
///
/// # Errors
///
/// 400 where it says something else.
pub fn precondition(request: &HttpRequest) -> Result<Precondition, Problem> {
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
            "an edit takes `If-None-Match: *` alone, and means that there is nothing yet",
        )),
        (tags, []) => {
            let revisions = tags.iter().flat_map(|list| list.split(',')).filter_map(revision);
            Ok(Precondition::Revision(revisions.collect()))
        }
        _ => Err(Problem::new(
            &INVALID_PARAMETER,
            "`If-Match` and `If-None-Match` contradict each other; send one",
        )),
    }
}

/// The same, where something must be said.
///
/// # Errors
///
/// 428 where nothing is said.
pub fn required_precondition(request: &HttpRequest) -> Result<Precondition, Problem> {
    match precondition(request)? {
        Precondition::None => {
            let detail = "send the `ETag` of what you edited as `If-Match`; to create, \
                          `If-None-Match: *`";
            Err(Problem::new(&PRECONDITION_REQUIRED, detail))
        }
        said => Ok(said),
    }
}

/// The revision that a strong tag of a profile names: `"r12-…"`.
fn revision(tag: &str) -> Option<i32> {
    let tag = tag.trim().strip_prefix("\"r")?.strip_suffix('"')?;
    tag.split_once('-')?.0.parse().ok()
}

/// Reads a body as JSON, then what it says.
///
/// # Errors
///
/// 400 when it is not JSON, 415 when it says to be something else, 422 when it
/// breaks a rule.
pub async fn document<T: Read>(request: &HttpRequest) -> Result<T, Problem> {
    let body = read_body(request, JSON).await?;
    parse(&json_node(&body)?).map_err(Problem::of_violations)
}

/// A body as JSON.
///
/// # Errors
///
/// 400 when it is not.
pub fn json_node(body: &[u8]) -> Result<Node<'_>, Problem> {
    serde_json::from_slice(body)
        .map_err(|err| Problem::new(&MALFORMED_JSON, format!("the body is not JSON: {err}")))
}

/// Waits until readers of this node see a change. The change is durable already.
/// The answer waits no longer where the index fails, where the store is away or
/// slow, or after [`SHOWN_WITHIN`].
pub async fn shown(service: &Service, change: i64) {
    let mut shown = pin!(service.directory.shown_unless_failing(change));
    let deadline = Instant::now() + SHOWN_WITHIN;
    let mut outcome = in_time(shown.as_mut()).await;
    while outcome.is_none() && !service.directory.store_is_slow() && Instant::now() < deadline {
        outcome = timeout(GLANCE, shown.as_mut()).await.ok();
    }
    warn_unless_shown(change, outcome);
}

/// Like [`shown`], for a change that takes up to `limit` to become visible.
pub async fn shown_within(service: &Service, change: i64, limit: Duration) {
    let shown = timeout(limit, service.directory.shown_unless_failing(change));
    warn_unless_shown(change, shown.await.ok());
}

fn warn_unless_shown(change: i64, outcome: Option<bool>) {
    if outcome != Some(true) {
        log::warn!("change {change} is stored, but readers do not see it yet");
    }
}

/// Answers with the profile that stands now.
pub async fn edited(
    request: &HttpRequest,
    service: &Service,
    edited: Edited<OrganizationState>,
) -> HttpResponse {
    shown(service, edited.change).await;
    let is_created = edited.outcome == Outcome::Created;
    let path = organization_path(&edited.state.slug);
    let answer = Representation::of_profile(&edited.state, Encoding::Identity);
    let mut response =
        HttpResponse::build(if is_created { StatusCode::CREATED } else { StatusCode::OK });
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((header::ETAG, tag(&edited.state)));
    response.insert_header((X_CHANGE, edited.change));
    response.insert_header((header::LAST_MODIFIED, http_date(edited.state.updated_at)));
    if is_created {
        response.insert_header((header::LOCATION, absolute(request, service, &path)));
    } else {
        response.insert_header((header::CONTENT_LOCATION, path));
    }
    response.body(answer.body)
}

/// The tag under which a profile is read.
pub fn tag(state: &OrganizationState) -> HeaderValue {
    let tag = match state.status {
        Status::Withdrawn => format!("\"r{}-withdrawn\"", state.revision).into(),
        _ => Representation::of_profile(state, Encoding::Identity).etag,
    };
    HeaderValue::from_maybe_shared(tag).expect("tags are printable ASCII")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn tags_name_revisions() {
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

    #[test]
    fn notes_are_short_lines_of_text() {
        let long = "ä".repeat(500);
        let longer = "ä".repeat(501);
        for (value, expected) in [
            ("Checked against the report", Some("Checked against the report")),
            ("gepr%C3%BCft", Some("geprüft")),
            ("geprüft, 100 %", Some("geprüft, 100 %")),
            (&long, Some(long.as_str())),
            (&longer, None),
            ("a%0Ab", None),
            ("a\u{202E}b", None),
            ("a%E2%81%A6b", None),
            ("a\u{2028}b", None),
            ("a\u{E0041}b", None),
            ("\u{3164}", None),
            ("<x", None),
            ("%ff", None),
            ("by asd%5fkey_3vJk9QmT_", None),
        ] {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            let request = TestRequest::default().insert_header((CHANGE_NOTE, value.clone()));
            let note = note(&request.to_http_request()).ok().flatten();
            assert_eq!(note.as_deref(), expected, "{value:?}");
        }
    }
}
