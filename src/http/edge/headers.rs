//! The headers of every response, and the values that differ from one to the next.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use uuid::Uuid;

use crate::domain::KEY_PREFIX;

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// `store-away` while the database is not available, so that reads get what this node has.
pub const X_DEGRADED: HeaderName = HeaderName::from_static("x-degraded");
pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Headers of every response.
pub static COMMON: [(HeaderName, HeaderValue); 6] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, RateLimit, \
             RateLimit-Policy, Repr-Digest, Retry-After, X-Change, X-Corrected-Query, X-Degraded, \
             X-Request-Id",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
    (
        header::PERMISSIONS_POLICY,
        HeaderValue::from_static("geolocation=(), camera=(), microphone=()"),
    ),
];

/// Headers of every response that does not set its own values.
pub static DEFAULTS: [(HeaderName, HeaderValue); 2] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"),
    ),
    (header::VARY, HeaderValue::from_static("Accept, Accept-Encoding")),
];

/// Headers of every response of a server that clients reach only through HTTPS. Over plain HTTP,
/// browsers ignore both and warn about the second.
pub static HTTPS: [(HeaderName, HeaderValue); 2] = [
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Headers of the public pages by which other sites may read them.
pub static FOR_OTHER_SITES: [HeaderName; 2] =
    [header::ACCESS_CONTROL_ALLOW_ORIGIN, header::ACCESS_CONTROL_EXPOSE_HEADERS];

/// Headers of every response of the editing pages: only this site may read them, and no cache or
/// search engine may keep them.
pub static EDITING: [(HeaderName, HeaderValue); 4] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    // With `no-referrer`, browsers would hide from which site a form was sent.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
];

/// The id of a request: the one that the client sent, if it is 1 to 64 letters, digits, `-`, `_` or
/// `.`, else a new one. The id is logged and returned, so an API key sent by mistake is not used.
pub fn request_id(request: &ServiceRequest) -> HeaderValue {
    let given = request.headers().get(X_REQUEST_ID).filter(|value| {
        let is_plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.".contains(b);
        let is_key = |text: &str| text.contains(KEY_PREFIX);
        (1..=64).contains(&value.len())
            && value.as_bytes().iter().all(is_plain)
            && !value.to_str().is_ok_and(is_key)
    });
    given.cloned().unwrap_or_else(new_request_id)
}

pub fn new_request_id() -> HeaderValue {
    // The second half of a version 7 UUID is random.
    static PROCESS: LazyLock<u64> = LazyLock::new(|| Uuid::now_v7().as_u64_pair().1);
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let id = (*PROCESS).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
    // Formatted by hand, like the timing below: every response needs both, and `format!` took a
    // tenth of its time.
    let mut text = [0; 16];
    for (position, digit) in (0..16).rev().zip(&mut text) {
        *digit = b"0123456789abcdef"[(id >> (position * 4) & 15) as usize];
    }
    HeaderValue::from_bytes(&text).expect("hexadecimal digits make a header value")
}

/// The value of `Server-Timing`: milliseconds with three decimals.
pub fn timing(elapsed: Duration) -> HeaderValue {
    const NAME: &[u8] = b"app;dur=";
    let mut text = *b"app;dur=........0.000";
    let mut rest = elapsed.as_micros();
    // Digits are written from right to left, then the name before them.
    let mut start = text.len();
    while rest > 0 || start > text.len() - 5 {
        start -= 1;
        if start == text.len() - 4 {
            continue;
        }
        text[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if start == NAME.len() {
            break;
        }
    }
    text[start - NAME.len()..start].copy_from_slice(NAME);
    HeaderValue::from_bytes(&text[start - NAME.len()..]).expect("digits make a header value")
}
