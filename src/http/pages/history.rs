//! The history of an organization: its revisions, and what each changed.

use actix_web::HttpResponse;

use super::page::Page;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::paging::DefaultPage;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::extract::revision_number::RevisionNumber;
use crate::http::problem::Problem;
use crate::site;

/// The revisions, the newest first. Withdrawn organizations have a history too.
pub async fn show_history(
    call: OrganizationCall,
    PageParameters(DefaultPage(wanted)): PageParameters<DefaultPage>,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let path = match wanted.page {
        1 => format!("/organizations/{}/history", entry.slug()),
        number => format!("/organizations/{}/history?page={number}", entry.slug()),
    };
    let page = Page::at(&call, &path)?;
    if let Some(cached) = page.cached(&call) {
        return Ok(cached);
    }
    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let (offset, per_page) = (wanted.offset(), wanted.per_page);
    let reading = call
        .service()
        .read_store(move |directory| directory.revisions(&id, newest, offset, per_page));
    let revisions = reading.await?;
    let total = usize::try_from(newest).expect("revisions are numbered from 1");
    let pages = total.div_ceil(per_page);
    page.send(&call, |frame| site::history(frame, &entry, &revisions, (wanted.page, pages)))
}

/// The profile as of one revision, and what that revision changed.
pub async fn show_revision(
    call: OrganizationCall,
    number: RevisionNumber,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let number = number.check(&entry)?;
    let path = format!("/organizations/{}/history/{number}", entry.slug());
    let page = Page::at(&call, &path)?;
    if let Some(cached) = page.cached(&call) {
        return Ok(cached);
    }
    let id = entry.id().to_owned();
    let reading = call.service().read_store(move |directory| directory.revision(&id, number));
    let revision = reading.await?;
    let contact = call.settings().contact_url.as_deref();
    page.send(&call, |frame| site::revision(frame, call.snapshot(), &entry, &revision, contact))
}
