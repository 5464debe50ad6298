//! `/topics`, `/focus-areas`, `/approaches`, and the page of each term.

use actix_web::{Error, HttpRequest, HttpResponse};

use super::page::page;
use crate::catalog::terms_path;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::extract::term_key::{PathScheme, TermKey};
use crate::http::problem::Problem;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::{JSON, JSON_LD};
use crate::http::protocol::urls::see_other;
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
    if let Some(format) = preferred_format(call.request())? {
        return Ok(see_other(&call.absolute_url(&(terms_path(scheme) + format))));
    }
    page(&call, scheme.path(), |frame| site::terms(frame, call.snapshot(), scheme))
}

/// One term with its organizations.
pub async fn show_term(
    call: Call,
    key: TermKey,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Error> {
    let term = key.find(&call)?;
    if let Some(format) = preferred_format(call.request())? {
        let data = format!("{}/{}{format}", terms_path(key.scheme), term.slug);
        return Ok(see_other(&call.absolute_url(&data)));
    }
    let path = format!("{}/{}", key.scheme.path(), term.slug);
    Ok(page(&call, &path, |frame| site::term(frame, call.snapshot(), key.scheme, term))?)
}

/// The parameter of the API for the format that the client prefers; `None` is the page. So the
/// identifiers of linked data give data.
///
/// # Errors
///
/// 406 with all media types.
fn preferred_format(request: &HttpRequest) -> Result<Option<&'static str>, Problem> {
    let types = ["text/html", JSON_LD, "text/turtle", JSON];
    let formats = [None, Some("?format=jsonld"), Some("?format=ttl"), Some("")];
    Ok(formats[preferred_type(request, &types)?])
}
