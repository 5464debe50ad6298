//! `/organizations/{key}`: the page of one organization.

use actix_web::HttpResponse;

use super::page::page;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::Problem;
use crate::site;

/// The profile as a page.
pub async fn show_organization(
    call: OrganizationCall,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    call.check_shown()?;
    let entry = call.entry();
    let path = format!("/organizations/{}", entry.slug());
    let contact = call.settings().contact_url.as_deref();
    page(&call, &path, |frame| site::profile(frame, call.snapshot(), &entry, contact))
}
