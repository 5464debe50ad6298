//! `/topics`, `/focus-areas`, `/approaches`, and the page of each term.

use actix_web::{Error, HttpResponse};

use super::page::page;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::extract::term_key::{PathScheme, TermKey};
use crate::http::problem::Problem;
use crate::site;

/// The head of all vocabularies and of the countries.
pub async fn show_topics(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/topics", |frame| site::topics(frame, call.snapshot()))
}

/// All terms of a scheme.
pub async fn show_terms(
    call: Call,
    PathScheme(scheme): PathScheme,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, scheme.path(), |frame| site::terms(frame, call.snapshot(), scheme))
}

/// One term with its organizations.
pub async fn show_term(
    call: Call,
    key: TermKey,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Error> {
    let term = key.find(&call)?;
    let path = format!("{}/{}", key.scheme.path(), term.slug);
    Ok(page(&call, &path, |frame| site::term(frame, call.snapshot(), key.scheme, term))?)
}
