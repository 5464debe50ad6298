//! The revision that the `{n}` of a path names.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::call::Context;
use crate::catalog::Entry;
use crate::http::problem::{Problem, UNKNOWN_REVISION};

/// The number of a revision to read, as the client sent it: `None` if it is not a number.
#[derive(Clone, Copy)]
pub struct RevisionNumber(Option<i32>);

/// The number of a revision to restore, at least 1; the revision need not exist.
pub struct RestoredRevision(pub i32);

impl RevisionNumber {
    /// The number, if the organization has such a revision.
    ///
    /// # Errors
    ///
    /// 404 with the number of revisions.
    pub fn check(self, entry: &Entry<'_>) -> Result<i32, Problem> {
        if let Some(number) = self.0.filter(|number| (1..=entry.revision()).contains(number)) {
            return Ok(number);
        }
        let detail = match entry.revision() {
            1 => format!("`{}` has one revision, with the number 1", entry.slug()),
            count => format!("`{}` has {count} revisions, from 1 to {count}", entry.slug()),
        };
        Err(Problem::new(&UNKNOWN_REVISION, detail))
    }
}

impl FromRequest for RevisionNumber {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Context::of(request).path_part("n").parse().ok())))
    }
}

impl FromRequest for RestoredRevision {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let number = Context::of(request).path_part("n").parse().ok();
        let number = number.filter(|number| *number > 0).map(Self);
        ready(number.ok_or_else(|| {
            Problem::new(&UNKNOWN_REVISION, "the number of a revision is a whole number from 1")
        }))
    }
}
