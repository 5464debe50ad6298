//! Responses that are written without an application, as raw bytes.
//!
//! actix-web itself refuses a request head that is not HTTP, is too large or does not arrive in
//! time, with a response that has neither headers nor a body. The stream replaces it with a problem
//! in the usual form. The acceptor refuses connections in the same way.

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use bytes::Bytes;

use crate::http::edge::headers::{COMMON, DEFAULTS, X_REQUEST_ID, new_request_id};
use crate::http::problem::{
    HEAD_TOO_LARGE, MALFORMED_REQUEST, Problem, REQUEST_TIMEOUT, URI_TOO_LONG,
};
use crate::http::protocol::limits::{HEAD_TIMEOUT, URI_BYTES};

/// The problem that replaces a response of actix-web to a request whose first line has
/// `line_bytes`; `None` for any other output.
pub fn replacement(response: &[u8], line_bytes: usize) -> Option<Bytes> {
    let status = response.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    match status {
        // actix-web cannot read a URL of 64 KiB.
        b"400" | b"431" if line_bytes > LONGEST_LINE => Some(uri_too_long()),
        b"400" => Some(malformed()),
        b"408" => Some(head_timeout()),
        b"431" => Some(head_too_large()),
        _ => None,
    }
}

/// Maximum number of bytes of a request line that actix-web reads whatever is in it.
const LONGEST_LINE: usize = u16::MAX as usize;

/// Maximum number of bytes of a response of actix-web.
const LONGEST: usize = 256;

/// The beginning of a response of actix-web at the end of its output, after the responses to the
/// requests before it.
pub fn bare_response_at(output: &[u8]) -> Option<usize> {
    if !output.ends_with(b"\r\n\r\n") {
        return None;
    }
    let start = output.len().saturating_sub(LONGEST);
    let at = start + output[start..].windows(7).rposition(|bytes| bytes == b"HTTP/1.")?;
    let mut lines = output[at..].split(|byte| *byte == b'\n').skip(1);
    // The responses of the application have other headers first, and problems a body.
    let is_bare = lines.next() == Some(b"content-length: 0\r");
    (is_bare && replacement(&output[at..], 0).is_some()).then_some(at)
}

fn malformed() -> Bytes {
    let detail = "the request is not HTTP/1.1: check the request line and the headers, and \
                  percent-encode spaces and control characters in the URL";
    encode(&Problem::new(&MALFORMED_REQUEST, detail))
}

/// 408 for a request head that does not arrive in time.
pub fn head_timeout() -> Bytes {
    let detail = format!("the request head did not arrive within {} s", HEAD_TIMEOUT.as_secs());
    encode(&Problem::new(&REQUEST_TIMEOUT, detail))
}

fn uri_too_long() -> Bytes {
    let detail = format!("path and query have too many bytes; the maximum is {URI_BYTES}");
    encode(&Problem::new(&URI_TOO_LONG, detail))
}

fn head_too_large() -> Bytes {
    let detail = "the request head has more than 96 headers or is too long; send fewer headers";
    encode(&Problem::new(&HEAD_TOO_LARGE, detail))
}

/// 429 for a connection beyond the limit of one client, which is `most`.
pub fn too_many_connections(most: usize) -> Bytes {
    let detail = format!(
        "this client has {most} connections open, the maximum; close some, or reuse an open one"
    );
    encode(&Problem::too_many(detail, 1))
}

/// 503 for a connection beyond the limit of the server.
pub fn no_connection_left() -> Bytes {
    encode(&Problem::unavailable("the server has no connection left; retry in 1 second"))
}

/// A whole response as bytes, after which the connection closes.
fn encode(problem: &Problem) -> Bytes {
    let id = new_request_id();
    let response = problem.json_response("", id.to_str().unwrap_or_default());
    let status = response.status();
    let mut head = status_line(status);
    let mut add_line = |name: &str, value: &[u8]| {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    };
    let set = response.headers().iter();
    for (name, value) in set.chain(COMMON.iter().map(pair)).chain(DEFAULTS.iter().map(pair)) {
        add_line(name.as_str(), value.as_bytes());
    }
    add_line(X_REQUEST_ID.as_str(), id.as_bytes());
    add_line("connection", b"close");
    let body = body(response);
    add_line("content-length", body.len().to_string().as_bytes());
    head.extend_from_slice(b"\r\n");
    head.extend_from_slice(&body);
    head.into()
}

fn pair<N, V>((name, value): &(N, V)) -> (&N, &V) {
    (name, value)
}

fn status_line(status: StatusCode) -> Vec<u8> {
    let reason = status.canonical_reason().unwrap_or_default();
    format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes()
}

/// The body of a response that is whole in memory.
fn body(response: HttpResponse) -> Bytes {
    response.into_body().try_into_bytes().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_error_responses_of_actix_are_replaced() {
        for (response, status) in [
            ("HTTP/1.1 400 Bad Request\r\n", Some("400")),
            ("HTTP/1.0 400 Bad Request\r\n", Some("400")),
            ("HTTP/1.1 408 Request Timeout\r\n", Some("408")),
            ("HTTP/1.1 431 Request Header Fields Too Large\r\n", Some("431")),
            ("HTTP/1.1 200 OK\r\n", None),
            ("HTTP/1.1 100 Continue\r\n", None),
            ("HTTP/1.", None),
            ("", None),
        ] {
            let replaced = replacement(response.as_bytes(), 0);
            let text = replaced.map(|it| String::from_utf8(it.to_vec()).unwrap());
            assert_eq!(text.as_ref().map(|text| &text[9..12]), status, "{response:?}");
        }
    }

    #[test]
    fn a_request_with_a_very_long_line_has_a_url_that_is_too_long() {
        for (line_bytes, status) in [(0, "400"), (60_000, "400"), (65_536, "414"), (99_999, "414")]
        {
            let replaced = replacement(b"HTTP/1.1 400 Bad Request\r\n", line_bytes).unwrap();
            assert_eq!(&replaced[9..12], status.as_bytes(), "{line_bytes}");
        }
    }

    #[test]
    fn a_response_of_actix_is_found_after_others() {
        let bare = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: now\r\n\r\n";
        let other = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        let moved = "HTTP/1.1 308 Permanent Redirect\r\ncontent-length: 0\r\n\r\n";
        for (output, at) in [
            (bare.to_owned(), Some(0)),
            (format!("{other}{bare}"), Some(other.len())),
            (format!("{}{bare}", other.repeat(100)), Some(other.len() * 100)),
            (format!("{bare}{other}"), None),
            (format!("{bare}{moved}"), None),
            (moved.to_owned(), None),
            (other.to_owned(), None),
            ("\r\n\r\n".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(bare_response_at(output.as_bytes()), at, "{output}");
        }
    }

    #[test]
    fn a_replacement_is_a_whole_problem() {
        let text = String::from_utf8(head_timeout().to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        for line in [
            "content-type: application/problem+json",
            "x-content-type-options: nosniff",
            "connection: close",
            &format!("content-length: {}", body.len()),
        ] {
            assert!(head.lines().any(|it| it == line), "{line} is missing in {head}");
        }
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["type"], "/problems/request-timeout");
        assert_eq!(problem["status"], 408);
    }
}
