//! Admission: refuses requests before their handler runs. A request must be within the limits on
//! its head and body, and its client within the rate limit.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};

use super::Exchange;
use super::repeated_headers::refuse_repeated_headers;
use super::url_guard::refuse_key_in_url;
use crate::http::problem::{HEAD_TOO_LARGE, MALFORMED_REQUEST, Problem, URI_TOO_LONG};
use crate::http::protocol::body::{declared_length, too_large};
use crate::http::protocol::client::{client_address, is_trusted};
use crate::http::protocol::connections::per_client::Slot;
use crate::http::protocol::limits::{REQUEST_HEAD_BYTES, URI_BYTES};
use crate::http::protocol::rate_limit::{BatchPath, Verdict};
use crate::http::protocol::urls::decoded_path;

/// State that an admitted request holds until its response ends.
#[derive(Default)]
pub struct Admitted {
    /// `RateLimit-Policy` and `RateLimit`, if there is a limit.
    pub rate_limit: Option<[HeaderValue; 2]>,
    /// The slot of the client among the requests through a trusted proxy.
    _slot: Option<Slot>,
}

/// Refuses a request that breaks a limit.
///
/// # Errors
///
/// 400 for another protocol, a key in the URL or a repeated header, 413, 414 or 431 for a request
/// that is too large, 429 for a client that sends too many requests, 503 for an overloaded server.
pub fn admit(
    request: &ServiceRequest,
    body_limit: u64,
    exchange: &mut Exchange,
) -> Result<(), Problem> {
    refuse_other_protocols(request)?;
    refuse_overload(request, exchange)?;
    let uri = request.uri().path_and_query().map_or("", |uri| uri.as_str());
    refuse_key_in_url(uri)?;
    refuse_repeated_headers(request)?;
    check_sizes(request, uri.len(), body_limit)?;
    check_rate(request, exchange)
}

/// Whether a request is a health check, which is never refused.
pub fn is_health(request: &ServiceRequest) -> bool {
    matches!(decoded_path(request.request()), "/livez" | "/readyz")
}

fn check_sizes(request: &ServiceRequest, uri: usize, body_limit: u64) -> Result<(), Problem> {
    if uri > URI_BYTES {
        let detail = format!("path and query have {uri} bytes; the maximum is {URI_BYTES}");
        return Err(Problem::new(&URI_TOO_LONG, detail));
    }
    let headers = request.headers();
    // Each header line has four more bytes: a colon, a space and the line break.
    let head: usize =
        headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if head + uri > REQUEST_HEAD_BYTES {
        let detail = format!("the request head must have at most {REQUEST_HEAD_BYTES} bytes");
        return Err(Problem::new(&HEAD_TOO_LARGE, detail));
    }
    match declared_length(headers) {
        Some(length) if length > body_limit => Err(too_large(body_limit)),
        _ => Ok(()),
    }
}

/// Refuses requests that actix-web would treat as the beginning of another protocol: it would read
/// the body to the end of the connection, whatever length the head declares.
fn refuse_other_protocols(request: &ServiceRequest) -> Result<(), Problem> {
    let is_websocket = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"websocket");
    if request.method() == Method::CONNECT
        || request.headers().get_all(header::UPGRADE).any(is_websocket)
    {
        let detail = "this server supports only HTTP/1.1; send the request without `Upgrade`";
        return Err(Problem::new(&MALFORMED_REQUEST, detail));
    }
    Ok(())
}

/// Refuses a request that would wait too long for this worker; on the worker for probes, refuses
/// everything else.
fn refuse_overload(request: &ServiceRequest, exchange: &Exchange) -> Result<(), Problem> {
    let Some(connection) = &exchange.connection else { return Ok(()) };
    if is_health(request) {
        return Ok(());
    }
    if connection.is_probe() {
        return Err(Problem::unavailable("open another connection for this request"));
    }
    if connection.is_overloaded(exchange.started) {
        Err(Problem::unavailable(
            "the server gets more requests than it can answer; retry in 1 second",
        ))
    } else {
        Ok(())
    }
}

fn check_rate(request: &ServiceRequest, exchange: &mut Exchange) -> Result<(), Problem> {
    if is_health(request) {
        return Ok(());
    }
    let service = &exchange.service;
    let proxies = &service.settings.trusted_proxies;
    let client = client_address(request.request(), proxies);
    if request.peer_addr().is_some_and(|peer| is_trusted(peer.ip(), proxies)) {
        exchange.admitted._slot = Some(service.proxied_requests.acquire(client).map_err(|_| {
            let detail = "this client has too many concurrent requests; retry in 1 second";
            Problem::too_many(detail.to_owned(), 1)
        })?);
    }
    let path = decoded_path(request.request());
    let is_batch = request.app_data::<BatchPath>().is_some_and(|batches| batches.has(path));
    let limiter = if is_batch { &service.batch_limiter } else { &service.limiter };
    let Some(limiter) = limiter else { return Ok(()) };
    match limiter.take_token(client) {
        Verdict::Allowed { remaining } => {
            exchange.admitted.rate_limit = Some([limiter.policy(), limiter.state(remaining)]);
            Ok(())
        }
        Verdict::Refused { wait } => {
            exchange.admitted.rate_limit = Some([limiter.policy(), limiter.state(0)]);
            Err(Problem::too_many(format!("too many requests; retry in {wait} seconds"), wait))
        }
    }
}
