//! The vocabulary that a path names, and the term in it: all vocabularies have the same handlers.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

use super::call::{Call, Context};
use super::parameters::meant::meant_term;
use crate::catalog::Snapshot;
use crate::catalog::terms_path;
use crate::domain::{Keyword, Slug, Term, TermScheme, nearest};
use crate::http::problem::{Problem, UNKNOWN_TERM};

/// The scheme of the path, for example `…/focus-areas…`.
#[derive(Clone, Copy)]
pub struct PathScheme(pub TermScheme);

/// The term that the `{slug}` of the path names. To read a term, another case or label redirects to
/// the URL with the slug.
pub struct TermKey {
    pub scheme: TermScheme,
    /// As the client sent it.
    pub slug: String,
}

/// The term that a request edits; it need not exist. A slug that no term can have is refused with
/// 404.
pub struct EditedTerm {
    pub scheme: TermScheme,
    pub slug: Slug,
}

impl PathScheme {
    fn of(request: &HttpRequest) -> Self {
        // The path does not say it: a slug may be `focus-areas`, and a client may encode letters.
        let route = request.match_pattern().unwrap_or_default();
        let is_in_route =
            |scheme: &&TermScheme| route.split('/').any(|part| part == &scheme.path()[1..]);
        let scheme = TermScheme::ALL.iter().find(is_in_route);
        Self(*scheme.expect("only routes of vocabularies have handlers of terms"))
    }
}

impl TermKey {
    pub fn of(request: &HttpRequest) -> Self {
        let slug = Context::of(request).path_part("slug").to_owned();
        Self { scheme: PathScheme::of(request).0, slug }
    }

    /// The term, for a request that reads it.
    ///
    /// # Errors
    ///
    /// A redirect to the only term that can be meant, else 404 with the nearest slug.
    pub fn find<'c>(&self, call: &'c Call) -> Result<&'c Term, Error> {
        let vocabulary = call.snapshot().vocabulary();
        if let Some(term) = vocabulary.term(self.scheme, &self.slug) {
            return Ok(term);
        }
        let path = call.request().path();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Err(match meant_term(vocabulary, self.scheme, &self.slug) {
            Some(term) => call.redirect(&format!("{folder}/{}", term.slug)).into(),
            None => term_not_found(call.snapshot(), self.scheme, &self.slug).into(),
        })
    }
}

/// 404 with the nearest slug.
pub fn term_not_found(snapshot: &Snapshot, scheme: TermScheme, slug: &str) -> Problem {
    let terms = snapshot.vocabulary().terms(scheme).iter();
    let detail = match nearest(slug, terms.map(|term| term.slug.as_str())) {
        Some(nearest) => format!("there is no such term; did you mean `{nearest}`?"),
        None => format!("there is no such term; `{}` lists all terms", terms_path(scheme)),
    };
    Problem::new(&UNKNOWN_TERM, detail)
}

impl FromRequest for PathScheme {
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
        ready(Ok(Self::of(request)))
    }
}

impl FromRequest for EditedTerm {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let TermKey { scheme, slug } = TermKey::of(request);
        let slug = slug.parse().map_err(|err| Problem::new(&UNKNOWN_TERM, format!("{err}")));
        ready(slug.map(|slug| Self { scheme, slug }))
    }
}
