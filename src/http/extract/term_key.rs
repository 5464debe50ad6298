//! The vocabulary that a path names, and the term in it: focus areas and approaches have the same
//! handlers.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::call::{Call, Context};
use crate::catalog::Snapshot;
use crate::domain::{Slug, Term, TermScheme, nearest};
use crate::catalog::terms_path;
use crate::http::problem::{Problem, UNKNOWN_TERM};

/// The scheme of the path: `…/focus-areas…` or `…/approaches…`.
#[derive(Clone, Copy)]
pub struct Scheme(pub TermScheme);

/// The term that the `{slug}` of the path names.
pub struct TermKey {
    pub scheme: TermScheme,
    slug: String,
}

impl Scheme {
    fn of(request: &HttpRequest) -> Self {
        let path = request.path();
        let is_focus_area = path.split('/').any(|part| part == "focus-areas");
        Self(if is_focus_area { TermScheme::FocusArea } else { TermScheme::Approach })
    }
}

impl TermKey {
    /// The term.
    ///
    /// # Errors
    ///
    /// 404 with the nearest slug.
    pub fn find<'c>(&self, call: &'c Call) -> Result<&'c Term, Problem> {
        let vocabulary = call.snapshot().vocabulary();
        vocabulary.term(self.scheme, &self.slug).ok_or_else(|| self.not_found(call.snapshot()))
    }

    /// The slug, of a term that need not exist.
    ///
    /// # Errors
    ///
    /// 404 if no term can have this slug.
    pub fn slug(&self) -> Result<Slug, Problem> {
        self.slug.parse().map_err(|err| Problem::new(&UNKNOWN_TERM, format!("{err}")))
    }

    /// 404 with the nearest slug.
    pub fn not_found(&self, snapshot: &Snapshot) -> Problem {
        let terms = snapshot.vocabulary().terms(self.scheme).iter();
        let detail = match nearest(&self.slug, terms.map(|term| term.slug.as_str())) {
            Some(nearest) => format!("there is no such term; did you mean `{nearest}`?"),
            None => format!("there is no such term; `{}` lists them all", terms_path(self.scheme)),
        };
        Problem::new(&UNKNOWN_TERM, detail)
    }
}

impl FromRequest for Scheme {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

impl FromRequest for TermKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let slug = Context::of(request).path_part("slug").to_owned();
        ready(Ok(Self { scheme: Scheme::of(request).0, slug }))
    }
}
