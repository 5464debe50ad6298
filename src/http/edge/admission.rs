//! Which requests come in: those whose head and body keep the limits, of clients
//! that have not asked too much; and not before this node knows the change that
//! they ask to be seen.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::rt::time::timeout;

use super::Passage;
use crate::http::auth::refuse_key_in_url;
use crate::http::body::body_limit;
use crate::http::params::asked_change;
use crate::http::problem::{
    CONTENT_TOO_LARGE, HEAD_TOO_LARGE, MALFORMED_REQUEST, Problem, URI_TOO_LONG,
};
use crate::http::rate_limit::Verdict;
use crate::http::{Service, client, limits};

/// Refuses what is too large or too much.
pub fn admit(request: &ServiceRequest, passage: &mut Passage) -> Result<(), Problem> {
    refuse_other_protocols(request)?;
    refuse_overload(request, passage)?;
    let uri = request.uri().path_and_query().map_or("", |uri| uri.as_str());
    refuse_key_in_url(uri)?;
    let uri = uri.len();
    if uri > limits::URI_BYTES {
        let detail =
            format!("path and query have {uri} bytes; at most {} are read", limits::URI_BYTES);
        return Err(Problem::new(&URI_TOO_LONG, detail));
    }
    let headers = request.headers();
    let head: usize =
        headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if head + uri > limits::REQUEST_HEAD_BYTES {
        let detail = format!("the request head has more than {} bytes", limits::REQUEST_HEAD_BYTES);
        return Err(Problem::new(&HEAD_TOO_LARGE, detail));
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let limit = body_limit(request.method(), request.path());
    if length.and_then(|text| text.parse::<u64>().ok()).is_some_and(|size| size > limit) {
        let detail = format!("a body has at most {limit} bytes here");
        return Err(Problem::new(&CONTENT_TOO_LARGE, detail));
    }
    within_rate(request, passage)
}

/// Waits until readers of this node see the change that a request asks for with
/// `min_change`: a client that wrote on one node reads its write on every other. The health of
/// this node is answered at once, whatever the query is.
pub async fn wait_for_change(request: &ServiceRequest, service: &Service) -> Result<(), Problem> {
    if is_health(request) {
        return Ok(());
    }
    let Some(change) = asked_change(request.query_string())? else { return Ok(()) };
    let shown = timeout(limits::MIN_CHANGE_TIMEOUT, service.directory.wait_until_visible(change));
    shown.await.map_err(|_| {
        Problem::unavailable(&format!("change {change} has not come to this node yet"))
    })
}

/// Whether a supervisor asks how this node is: it is never refused for what others do.
fn is_health(request: &ServiceRequest) -> bool {
    matches!(request.path(), "/livez" | "/readyz")
}

/// Refuses what the web server takes for the beginning of another protocol: it would read
/// the body to the end of the connection, whatever length the head says.
fn refuse_other_protocols(request: &ServiceRequest) -> Result<(), Problem> {
    let is_websocket = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"websocket");
    if request.method() == Method::CONNECT
        || request.headers().get_all(header::UPGRADE).any(is_websocket)
    {
        let detail = "this server speaks HTTP/1.1 alone; send the request without `Upgrade`";
        return Err(Problem::new(&MALFORMED_REQUEST, detail));
    }
    Ok(())
}

/// Refuses a request that would wait too long for this worker, and anything but a probe on
/// the worker of probes.
fn refuse_overload(request: &ServiceRequest, passage: &Passage) -> Result<(), Problem> {
    let Some(connection) = &passage.connection else { return Ok(()) };
    if is_health(request) {
        return Ok(());
    }
    if connection.is_probe() {
        return Err(Problem::unavailable("open another connection for this request"));
    }
    match connection.is_overloaded(passage.begun) {
        true => Err(Problem::unavailable(
            "the server gets more requests than it can answer; retry in 1 second",
        )),
        false => Ok(()),
    }
}

fn within_rate(request: &ServiceRequest, passage: &mut Passage) -> Result<(), Problem> {
    let service = &passage.service;
    if is_health(request) {
        return Ok(());
    }
    let proxies = &service.settings.trusted_proxies;
    let client = client::address(request.request(), proxies);
    if request.peer_addr().is_some_and(|peer| client::is_trusted(peer.ip(), proxies)) {
        passage._place = Some(service.proxied_requests.take(client).map_err(|_| {
            let detail = "this client has too many requests under way; retry in 1 second";
            Problem::too_many(detail.to_owned(), 1)
        })?);
    }
    let Some(limiter) = &service.limiter else { return Ok(()) };
    match limiter.ask(client) {
        Verdict::Allowed { remaining } => {
            passage.rate_limit = Some(limiter.state(remaining));
            Ok(())
        }
        Verdict::Refused { wait } => {
            passage.rate_limit = Some(limiter.state(0));
            Err(Problem::too_many(format!("too many requests; retry in {wait} seconds"), wait))
        }
    }
}
