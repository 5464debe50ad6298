//! The revision that the `{n}` of a path names.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::call::Context;
use crate::catalog::Entry;
use crate::http::problem::{Problem, UNKNOWN_REVISION};

/// The number of a revision, at least 1; it need not exist.
#[derive(Clone, Copy)]
pub struct RevisionNumber(pub i32);

impl RevisionNumber {
    /// Refuses a number beyond the newest revision of an organization.
    ///
    /// # Errors
    ///
    /// 404 with the number of revisions.
    pub fn check(self, entry: &Entry<'_>) -> Result<i32, Problem> {
        if self.0 <= entry.revision() {
            return Ok(self.0);
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
        let number = Context::of(request).path_part("n").parse().ok();
        let number = number.filter(|number| *number > 0).map(Self);
        ready(number.ok_or_else(|| {
            Problem::new(&UNKNOWN_REVISION, "the number of a revision is a whole number from 1")
        }))
    }
}
