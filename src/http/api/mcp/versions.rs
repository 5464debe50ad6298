//! The versions of the protocol, and the request metadata in which a client names one.
//!
//! Since 2026-07-28 each request names its version in `_meta` and repeats its routing values in
//! headers; the server must compare them. Clients of the versions before begin with `initialize`.
//! Its result is the same for every client, so these versions need no session here either.

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::message::{ErrorKind, Request, RpcError};
use crate::domain::abbreviate;

/// The version without a handshake.
pub const STATELESS: &str = "2026-07-28";

/// The versions with a handshake, the newest first.
pub const WITH_HANDSHAKE: [&str; 2] = ["2025-11-25", "2025-06-18"];

const VERSION_HEADER: &str = "mcp-protocol-version";
const METHOD_HEADER: &str = "mcp-method";
const NAME_HEADER: &str = "mcp-name";

/// The keys of `_meta` that every request of the stateless version has.
const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";

/// The rules that a request follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// [`STATELESS`].
    Stateless,
    /// [`WITH_HANDSHAKE`].
    Handshake,
}

/// All versions, the newest first.
pub fn supported() -> Vec<&'static str> {
    [STATELESS].into_iter().chain(WITH_HANDSHAKE).collect()
}

/// The era of a request, whose headers must agree with its body.
pub fn era(http: &HttpRequest, request: &Request) -> Result<Era, RpcError> {
    let meta = request.params.get("_meta").and_then(Value::as_object);
    let named = meta.is_some_and(|meta| meta.contains_key(VERSION_KEY));
    match header(http, VERSION_HEADER)? {
        Some(version) if WITH_HANDSHAKE.contains(&version) && !named => Ok(Era::Handshake),
        // The first request of a handshake has no version yet.
        None if !named => Ok(Era::Handshake),
        Some(version) if version != STATELESS && !named => Err(unsupported(version)),
        version => check_stateless(http, version, meta, request).map(|()| Era::Stateless),
    }
}

/// Refuses a notification of a version that the server does not support.
pub fn check_notification(http: &HttpRequest) -> Result<(), RpcError> {
    match header(http, VERSION_HEADER)? {
        Some(version) if !supported().contains(&version) => Err(unsupported(version)),
        _ => Ok(()),
    }
}

/// Checks a request of the stateless version (Streamable HTTP, Server Validation).
fn check_stateless(
    http: &HttpRequest,
    version: Option<&str>,
    meta: Option<&Map<String, Value>>,
    request: &Request,
) -> Result<(), RpcError> {
    let missing = |key: &&str| !meta.is_some_and(|meta| meta.contains_key(*key));
    if let Some(key) = [VERSION_KEY, CAPABILITIES_KEY].iter().find(|key| missing(key)) {
        let message = format!("`params._meta` must have `{key}`");
        return Err(RpcError::new(ErrorKind::InvalidParams, message));
    }
    let Some(named) = meta.and_then(|meta| meta[VERSION_KEY].as_str()) else {
        let message = format!("`{VERSION_KEY}` must be a string");
        return Err(RpcError::new(ErrorKind::InvalidParams, message));
    };
    compare("MCP-Protocol-Version", version, named)?;
    compare("Mcp-Method", header(http, METHOD_HEADER)?, &request.method)?;
    if request.method == "tools/call"
        && let Some(name) = request.params.get("name").and_then(Value::as_str)
    {
        let given = header(http, NAME_HEADER)?.map(decoded);
        compare("Mcp-Name", given.as_ref().and_then(|it| it.as_deref()), name)?;
    }
    if named == STATELESS { Ok(()) } else { Err(unsupported(named)) }
}

/// The value of a header that may be sent once.
fn header<'r>(http: &'r HttpRequest, name: &str) -> Result<Option<&'r str>, RpcError> {
    let mut values = http.headers().get_all(name);
    let Some(value) = values.next() else { return Ok(None) };
    let message = match (values.next(), value.to_str()) {
        (None, Ok(text)) => return Ok(Some(text)),
        (Some(_), _) => format!("the header `{name}` appears several times; send it once"),
        (None, Err(_)) => format!("the header `{name}` has characters that are not ASCII"),
    };
    Err(RpcError::new(ErrorKind::HeaderMismatch, message))
}

fn compare(header: &str, given: Option<&str>, body: &str) -> Result<(), RpcError> {
    let message = match given {
        Some(given) if given == body => return Ok(()),
        Some(_) => format!("the header `{header}` differs from the body; both must be the same"),
        None => format!("the header `{header}` is missing; repeat the value of the body there"),
    };
    Err(RpcError::new(ErrorKind::HeaderMismatch, message))
}

/// A header value, which may be written as `=?base64?…?=`; `None` if that is malformed.
fn decoded(value: &str) -> Option<String> {
    match value.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) {
        Some(encoded) => String::from_utf8(STANDARD.decode(encoded).ok()?).ok(),
        None => Some(value.to_owned()),
    }
}

fn unsupported(version: &str) -> RpcError {
    let supported = supported();
    let message = format!("this server supports the versions {}", supported.join(", "));
    let data = json!({"supported": supported, "requested": abbreviate(version)});
    RpcError::new(ErrorKind::UnsupportedVersion, message).with_data(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_may_be_encoded_in_base64() {
        for (value, expected) in [
            ("search_organizations", Some("search_organizations")),
            ("=?base64?w6k=?=", Some("é")),
            ("=?base64?w6k?=", None),
            ("=?base64?/w==?=", None),
            ("=?base64??=", Some("")),
        ] {
            assert_eq!(decoded(value).as_deref(), expected, "{value}");
        }
    }
}
