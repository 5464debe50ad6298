//! `/organizations/{key}`: the page of one organization, or a redirect to its data for programs.

use actix_web::{HttpRequest, HttpResponse};

use super::page::Page;
use crate::http::api::organizations::formats::Format;
use crate::http::api::organizations::signposts::Signposts;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::Problem;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::reply::JSON;
use crate::http::protocol::urls::see_other;
use crate::site;

/// The profile as a page. A program that prefers a format of the API gets a redirect to it (303),
/// so that the identifiers of linked data give data.
pub async fn show_organization(
    call: OrganizationCall,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    call.check_shown()?;
    let entry = call.entry();
    let path = format!("/organizations/{}", entry.slug());
    if let Some(format) = preferred_format(call.request())? {
        let data = format!("/api/v1{path}{format}");
        return Ok(see_other(&call.absolute_url(&data)));
    }
    let contact = call.settings().contact_url.as_deref();
    let links = Signposts::new(&call, &entry).of_page();
    Page::at(&call, &path)?
        .with_links(&links)
        .send(&call, |frame| site::profile(frame, call.snapshot(), &entry, contact))
}

/// The end of the path of the format that the client prefers; `None` is the page.
///
/// # Errors
///
/// 406 with all media types.
fn preferred_format(request: &HttpRequest) -> Result<Option<String>, Problem> {
    // Among equals the first is sent, so a client without a preference gets the page.
    let [linked_data, others @ ..] = Format::ALL;
    let mut types = vec!["text/html", linked_data.media_type(), JSON];
    types.extend(others.map(Format::media_type));
    let of = |format: Format| Some(format!("/formats/{}", format.as_str()));
    Ok(match preferred_type(request, &types)? {
        0 => None,
        1 => of(linked_data),
        2 => Some(String::new()),
        index => of(others[index - 3]),
    })
}
