//! `/organizations/{key}/preview` and `/terms/{id}/preview`: small pages for the frames of other
//! programs, and `/terms/{id}`, which redirects to the page of a term.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{Error, HttpResponse};

use super::page::HTML;
use crate::domain::{Term, TermScheme};
use crate::http::extract::call::Call;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::{Problem, UNKNOWN_TERM};
use crate::site::{self, PREVIEW_STYLE, SiteError};

/// The preview of an organization.
pub async fn show_preview(
    call: OrganizationCall,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let path = format!("/organizations/{}/preview", entry.slug());
    send(&call, &path, |base| site::preview(base, call.snapshot(), &entry))
}

/// The preview of a term.
pub async fn show_term_preview(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (scheme, term) = term_of(&call)?;
    let path = format!("/terms/{}.{}/preview", scheme.path(), term.slug);
    send(&call, &path, |base| site::term_preview(base, call.snapshot(), scheme, term))
}

/// Redirects to the page of the term with this id.
pub async fn find_term_page(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Error> {
    let (scheme, term) = term_of(&call)?;
    Err(call.redirect(&format!("{}/{}", scheme.path(), term.slug)).into())
}

fn term_of(call: &Call) -> Result<(TermScheme, &Term), Problem> {
    call.snapshot().term_with_id(call.path_part("id")).ok_or_else(|| {
        let detail = "no term has this id; write it as `focus_area.bonded-labour`";
        Problem::new(&UNKNOWN_TERM, detail)
    })
}

/// Sends a preview, which any page may frame and which loads nothing.
fn send(
    call: &Call,
    path: &str,
    make: impl FnOnce(&str) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    call.accepts("text/html")?;
    let base = call.absolute_url("");
    let reply = call.reply(&format!("preview {} {base}{path}", site::BUILD)).with_type(HTML);
    let mut response = call.respond_cached(reply, || {
        make(&base).map(Into::into).map_err(|err| Problem::internal(&err))
    })?;
    let policy = format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors *",
        *PREVIEW_STYLE
    );
    let policy = HeaderValue::try_from(policy).expect("a hash in base64 makes a header value");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
