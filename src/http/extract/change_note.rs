//! The note of a change, for its public history: the header `X-Change-Note`.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use percent_encoding::percent_decode;

use crate::domain::{Code, Note, Violation};
use crate::http::problem::{INVALID_PARAMETER, Problem, ProblemError};

pub const X_CHANGE_NOTE: HeaderName = HeaderName::from_static("x-change-note");

/// The note of a request, if it has one: UTF-8, percent-encoded where the client cannot send other
/// bytes.
///
/// # Errors
///
/// 400 for a note that breaks the rules of [`Note`].
pub fn change_note(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get(X_CHANGE_NOTE) else { return Ok(None) };
    let note = percent_decode(value.as_bytes()).decode_utf8();
    let note = note.map_err(|_| invalid("must be UTF-8, percent-encoded if necessary"))?;
    let note = note.trim();
    if note.is_empty() {
        return Ok(None);
    }
    let note: Note = note.parse().map_err(|violation: Violation| invalid(&violation.message))?;
    Ok(Some(note.to_string()))
}

fn invalid(message: &str) -> Problem {
    let detail = format!("the header `X-Change-Note` is not valid: {message}");
    let error = ProblemError {
        parameter: Some("X-Change-Note".to_owned()),
        ..ProblemError::new(Code::InvalidForm, message.to_owned())
    };
    Problem::new(&INVALID_PARAMETER, detail).with_errors(vec![error])
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_problem_of_a_change_note_names_the_header() {
        for value in ["a <b>", "%ff"] {
            let request = TestRequest::default().insert_header((X_CHANGE_NOTE, value));
            let problem = change_note(&request.to_http_request()).unwrap_err();
            assert!(problem.detail.starts_with("the header `X-Change-Note` is"), "{problem}");
        }
    }

    #[test]
    fn a_change_note_is_one_short_line_of_text() {
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
            let request = TestRequest::default().insert_header((X_CHANGE_NOTE, value.clone()));
            let note = change_note(&request.to_http_request()).ok().flatten();
            assert_eq!(note.as_deref(), expected, "{value:?}");
        }
    }
}
