//! What the key of an address leads to: a slug to its organization; a former slug
//! or an identifier to the address with the slug.

use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::percent_decode_str;

use crate::catalog::{Entry, KeyResolution, Snapshot};
use crate::domain::{Identifier, Slug};
use crate::http::Service;
use crate::http::absolute::redirect;
use crate::http::problem::{Problem, UNKNOWN_ORGANIZATION};

/// Where profiles are in the API.
pub const IN_API: &str = "/api/v1/organizations";

/// Where their pages are.
pub const IN_PAGES: &str = "/organizations";

/// What a key leads to.
pub enum Led<'s> {
    Here(Entry<'s>),
    /// To another address.
    Elsewhere(HttpResponse),
}

/// What the key of a request leads to, below `folder`; `behind` stands behind the key.
///
/// # Errors
///
/// 404 when it leads nowhere.
pub fn led_to<'s>(
    request: &HttpRequest,
    service: &Service,
    snapshot: &'s Snapshot,
    (folder, behind): (&str, &str),
) -> Result<Led<'s>, Problem> {
    let led = found(request, service, snapshot, (folder, behind));
    led.ok_or_else(|| not_found(snapshot, request.match_info().query("key")))
}

/// The same, or `None` where the key leads nowhere.
pub fn found<'s>(
    request: &HttpRequest,
    service: &Service,
    snapshot: &'s Snapshot,
    (folder, behind): (&str, &str),
) -> Option<Led<'s>> {
    let key = request.match_info().query("key");
    let elsewhere = match snapshot.resolve_key(key) {
        KeyResolution::Current(entry) => return Some(Led::Here(entry)),
        KeyResolution::Redirect(entry) => Some(entry),
        KeyResolution::Unknown => identified(snapshot, key),
    };
    let path = format!("{folder}/{}{behind}", elsewhere?.slug());
    Some(Led::Elsewhere(redirect(request, service, &path)))
}

/// What an identifier leads to that is not in its normal form, or encoded.
pub fn identified<'s>(snapshot: &'s Snapshot, key: &str) -> Option<Entry<'s>> {
    let key = percent_decode_str(key).decode_utf8().ok()?;
    match snapshot.resolve_key(&key.parse::<Identifier>().ok()?.to_string()) {
        KeyResolution::Redirect(entry) => Some(entry),
        _ => None,
    }
}

/// 404 with the nearest slug, which takes a while to find in a large directory.
pub fn not_found(snapshot: &Snapshot, key: &str) -> Problem {
    not_found_but(key, snapshot.meant_by(key))
}

/// The same where the nearest slug was looked for already.
pub fn not_found_but(key: &str, meant: Option<&str>) -> Problem {
    let detail = match (meant, key.parse::<Slug>()) {
        (Some(meant), _) => format!("no organization has this slug; did you mean `{meant}`?"),
        (None, Ok(slug)) => format!("no organization has the slug `{slug}`"),
        (None, Err(_)) => "no organization has this slug or identifier".to_owned(),
    };
    Problem::new(&UNKNOWN_ORGANIZATION, detail)
}
