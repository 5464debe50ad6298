//! The vocabulary that a path names, and the term in it: focus areas and approaches have the same
//! handlers.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

use super::call::{Call, Context};
use super::parameters::meant::meant_term;
use crate::catalog::Snapshot;
use crate::catalog::terms_path;
use crate::domain::{Slug, Term, TermScheme, nearest};
use crate::http::problem::{Problem, UNKNOWN_TERM};
use crate::http::protocol::urls::Redirect;

/// The scheme of the path: `…/focus-areas…` or `…/approaches…`.
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
        let is_focus_area = route.split('/').any(|part| part == "focus-areas");
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
        let term = vocabulary.term(self.scheme, &self.slug);
        term.ok_or_else(|| term_not_found(call.snapshot(), self.scheme, &self.slug))
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

impl TermKey {
    pub fn of(request: &HttpRequest) -> Self {
        let slug = Context::of(request).path_part("slug").to_owned();
        Self { scheme: PathScheme::of(request).0, slug }
    }
}

/// A redirect to the term that a slug means which no term has.
fn redirect(request: &HttpRequest, key: &TermKey) -> Option<Redirect> {
    let call = Call::of(request).ok().filter(|_| request.method().is_safe())?;
    let vocabulary = call.snapshot().vocabulary();
    if vocabulary.term(key.scheme, &key.slug).is_some() {
        return None;
    }
    let term = meant_term(vocabulary, key.scheme, &key.slug)?;
    let folder = request.path().rsplit_once('/')?.0;
    Some(call.redirect(&format!("{folder}/{}", term.slug)))
}

impl FromRequest for TermKey {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = Self::of(request);
        ready(match redirect(request, &key) {
            Some(redirect) => Err(redirect.into()),
            None => Ok(key),
        })
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
