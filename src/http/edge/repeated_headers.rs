//! Refuses a header that has one value but was sent several times with different ones: whichever
//! value counts, the client or a proxy before the server may mean the other.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};

use crate::domain::Code;
use crate::http::extract::change_note::X_CHANGE_NOTE;
use crate::http::problem::{INVALID_PARAMETER, Problem};

/// The headers with one value that the server reads, by their usual names. HTTP itself says what a
/// repeated date means (RFC 9110, section 13.1.3), and the parser refuses a second `Host` or
/// `Content-Length`.
static SINGLE: [(HeaderName, &str); 3] = [
    (AUTHORIZATION, "Authorization"),
    (CONTENT_TYPE, "Content-Type"),
    (X_CHANGE_NOTE, "X-Change-Note"),
];

/// Refuses a second value. The response repeats neither, because they may be keys.
///
/// # Errors
///
/// 400 that names the header.
pub fn refuse_repeated_headers(request: &ServiceRequest) -> Result<(), Problem> {
    let is_repeated = |header: &&(HeaderName, &str)| {
        let mut values = request.headers().get_all(&header.0);
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    let Some((_, name)) = SINGLE.iter().find(is_repeated) else { return Ok(()) };
    let message = format!("the header `{name}` was sent with several values; send it once");
    Err(Problem::of_parameter(&INVALID_PARAMETER, name, Code::RepeatedParameter, message))
}
