//! Answers that actix-web gives itself, without asking the application: to a head that is
//! no HTTP, is too large, or does not come in time. They have neither body nor headers, so
//! the stream replaces them by problems like any other.

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use bytes::Bytes;

use crate::http::edge::headers::{COMMON, DEFAULTS, X_REQUEST_ID, new_request_id};
use crate::http::problem::{HEAD_TOO_LARGE, MALFORMED_REQUEST, Problem, REQUEST_TIMEOUT};
use crate::http::protocol::limits::HEAD_TIMEOUT;

/// The problem to write in place of an answer of actix-web; `None` for any other output.
pub fn replacement(answer: &[u8]) -> Option<Bytes> {
    let status = answer.strip_prefix(b"HTTP/1.")?.get(2..5)?;
    match status {
        b"400" => Some(malformed()),
        b"408" => Some(head_timeout()),
        b"431" => Some(head_too_large()),
        _ => None,
    }
}

fn malformed() -> Bytes {
    let detail = "the request is not HTTP/1.1: check the request line and the headers; \
                  percent-encode what is not ASCII in the URL";
    written(&Problem::new(&MALFORMED_REQUEST, detail))
}

/// The answer to a head that does not come in time.
pub fn head_timeout() -> Bytes {
    let detail = format!("the request head did not arrive within {} s", HEAD_TIMEOUT.as_secs());
    written(&Problem::new(&REQUEST_TIMEOUT, detail))
}

fn head_too_large() -> Bytes {
    let detail = "the request head has more than 96 headers or is too long; send fewer headers";
    written(&Problem::new(&HEAD_TOO_LARGE, detail))
}

/// The answer to a connection more than one client may open.
pub fn too_many_connections(most: usize) -> Bytes {
    let detail = format!(
        "this client has {most} connections open, as many as one client may; close some, or send \
         further requests over an open one"
    );
    written(&Problem::too_many(detail, 1))
}

/// The answer to a connection more than the server can hold.
pub fn no_connection_left() -> Bytes {
    written(&Problem::unavailable("the server has no connection left; retry in 1 second"))
}

/// A whole answer as it goes over the connection, which ends after it.
fn written(problem: &Problem) -> Bytes {
    let id = new_request_id();
    let response = problem.json_response("", id.to_str().unwrap_or_default());
    let status = response.status();
    let mut head = status_line(status);
    let mut line = |name: &str, value: &[u8]| {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    };
    let set = response.headers().iter();
    for (name, value) in set.chain(COMMON.iter().map(pair)).chain(DEFAULTS.iter().map(pair)) {
        line(name.as_str(), value.as_bytes());
    }
    line(X_REQUEST_ID.as_str(), id.as_bytes());
    line("connection", b"close");
    let body = body(response);
    line("content-length", body.len().to_string().as_bytes());
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

/// The body of a problem, which is whole in memory.
fn body(response: HttpResponse) -> Bytes {
    response.into_body().try_into_bytes().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_without_a_problem_are_replaced() {
        for (answer, status) in [
            ("HTTP/1.1 400 Bad Request\r\n", Some("400")),
            ("HTTP/1.0 400 Bad Request\r\n", Some("400")),
            ("HTTP/1.1 408 Request Timeout\r\n", Some("408")),
            ("HTTP/1.1 431 Request Header Fields Too Large\r\n", Some("431")),
            ("HTTP/1.1 200 OK\r\n", None),
            ("HTTP/1.1 100 Continue\r\n", None),
            ("HTTP/1.", None),
            ("", None),
        ] {
            let replaced = replacement(answer.as_bytes());
            let text = replaced.map(|it| String::from_utf8(it.to_vec()).unwrap());
            assert_eq!(text.as_ref().map(|text| &text[9..12]), status, "{answer:?}");
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
