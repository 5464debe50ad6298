//! The problems of edits of the vocabulary.

use crate::directory::EditError;
use crate::domain::{Code, Slug};
use crate::http::extract::call::Context;
use crate::http::extract::term_key::{TermKey, term_not_found};
use crate::http::problem::{
    MAX_ERRORS, PRECONDITION_FAILED, Problem, ProblemError, TERM_IN_USE, bounded,
};

/// The problem for a refused edit of a term.
pub fn edit_problem(context: &Context, err: EditError) -> Problem {
    match err {
        EditError::Unknown => match context.service().snapshot() {
            Ok(snapshot) => {
                let TermKey { scheme, slug } = TermKey::of(context.request());
                term_not_found(&snapshot, scheme, &slug)
            }
            Err(problem) => problem,
        },
        EditError::TermExists => Problem::new(&PRECONDITION_FAILED, "the term already exists"),
        EditError::TermInUse { count, first } => {
            in_use(count, "one organization names", "organizations name", &first)
        }
        EditError::NamedByTerms(terms) => {
            in_use(terms.len(), "one other term names", "other terms name", &terms)
        }
        EditError::Rejected(violations) => Problem::of_violations(violations),
        EditError::Store(err) => Problem::of_store(err),
        err => Problem::internal(&err),
    }
}

/// 409 with the first users of a term.
fn in_use(count: usize, one: &str, many: &str, users: &[Slug]) -> Problem {
    let detail = match count {
        1 => format!("{one} this term"),
        _ => format!("{count} {many} this term"),
    };
    let errors = users.iter().map(|user| ProblemError::new(Code::TermInUse, format!("`{user}`")));
    Problem::new(&TERM_IN_USE, detail).with_errors(bounded(errors, MAX_ERRORS))
}
