//! Turns failures of the store and violations of documents into problems.

use std::error::Error;

use actix_web::http::header::{self, HeaderValue};

use super::{
    CONFLICT, DAMAGED, INSUFFICIENT_STORAGE, INTERNAL, INVALID_DOCUMENT, MAX_ERRORS,
    ORGANIZATION_NOT_ALLOWED, Problem, ProblemError, ProblemType, UNAVAILABLE, bounded,
};
use crate::domain::{Code, MAX_VIOLATIONS, Slug, Violation};
use crate::store::StoreError;

/// Maximum number of organizations that the problem of a limited key names.
const MAX_NAMED: usize = 10;

impl Problem {
    /// 503: the server cannot answer now. The client may try again in one second.
    pub fn unavailable(detail: &str) -> Self {
        Self::new(&UNAVAILABLE, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// 500: an internal failure. The reason is logged, and never sent to the client.
    pub fn internal(reason: &dyn Error) -> Self {
        log::error!("a request failed: {}", chain(reason));
        Self::new(&INTERNAL, "the server failed to answer this request; the failure was logged")
    }

    /// A problem with one parameter or header.
    pub fn of_parameter(
        kind: &'static ProblemType,
        name: &str,
        code: Code,
        detail: impl Into<String>,
    ) -> Self {
        let detail = detail.into();
        let error = ProblemError::new(code, detail.clone());
        let error = ProblemError { parameter: Some(name.to_owned()), ..error };
        Self::new(kind, detail).with_errors(vec![error])
    }

    /// The problem for a key that may edit only these organizations.
    pub fn of_limited_key(allowed: &[Slug]) -> Self {
        let named: Vec<String> =
            allowed.iter().take(MAX_NAMED).map(|slug| format!("`{slug}`")).collect();
        let others = match allowed.len() - named.len() {
            0 => String::new(),
            count => format!(" and {count} others"),
        };
        let detail = format!(
            "this key may edit only {}{others}, and cannot add organizations",
            named.join(", ")
        );
        Self::new(&ORGANIZATION_NOT_ALLOWED, detail)
    }

    /// The problem for a failure of the store: 500, 503 or 507.
    pub fn of_store(err: StoreError) -> Self {
        match &err {
            StoreError::Full(_) => {
                log::error!("a write failed: {}", chain(&err));
                Self::new(&INSUFFICIENT_STORAGE, err.to_string())
            }
            StoreError::Damaged(_) | StoreError::Corrupt(_) => {
                log::error!("{err}");
                Self::new(&DAMAGED, err.to_string())
            }
            StoreError::Busy(_) | StoreError::WritersBusy(_) => Self::unavailable(&err.to_string()),
            StoreError::Unreachable(_)
            | StoreError::Lost(_)
            | StoreError::ReadOnly(_)
            | StoreError::NotWritable(_) => {
                // The follower logs this once; logging it for every request would fill the log.
                log::debug!("the database is not available: {}", chain(&err));
                Self::unavailable(&err.to_string())
            }
            // The messages of both contain a path, which only the operator should see.
            StoreError::Moved { .. } => Self::unavailable(
                "the database file is no longer where the server opened it, so nothing was \
                 written; try again after the operator has put it back or restarted the server",
            ),
            StoreError::MovedDuringWrite { .. } => {
                log::error!("a write may be lost: {}", chain(&err));
                Self::unavailable(
                    "the database file was moved during the write, which may be lost; read the \
                     current state after the operator has put the file back or restarted the server",
                )
            }
            _ => Self::internal(&err),
        }
    }

    /// The problem for a document that breaks rules: 409 if all violations are slugs or identifiers
    /// that belong to other organizations, else 422.
    pub fn of_violations(violations: Vec<Violation>) -> Self {
        let is_taken = |it: &Violation| matches!(it.code, Code::SlugTaken | Code::IdentifierTaken);
        let kind = if violations.iter().all(is_taken) { &CONFLICT } else { &INVALID_DOCUMENT };
        let count = violations.len();
        // Validation stops at this number.
        let at_least = if count >= MAX_VIOLATIONS { "at least " } else { "" };
        let errors = bounded(violations.into_iter().map(ProblemError::from), MAX_ERRORS);
        let detail = match errors.as_slice() {
            [error] if count == 1 => error.message.clone(),
            errors if errors.len() < count => {
                format!(
                    "{at_least}{count} rules are broken; `errors` has the first {}",
                    errors.len()
                )
            }
            _ => format!("{count} rules are broken"),
        };
        Self::new(kind, detail).with_errors(errors)
    }
}

/// The message of an error, followed by those of its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
