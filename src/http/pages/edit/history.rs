//! `/edit/organizations/{key}/history`: the versions of a profile, each of which can be restored.

use actix_web::HttpResponse;

use super::edit_page;
use super::lists::{PER_PAGE, page_number};
use crate::http::extract::authorized::Editor;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit;

/// The versions, the newest first. Withdrawn organizations have them too.
pub async fn show_history(
    session: Session<Editor>,
    call: OrganizationCall,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    session.check_may_edit(call.entry().id())?;
    let entry = call.entry();
    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let total = usize::try_from(newest).map_err(|err| Problem::internal(&err))?;
    let pages = total.div_ceil(PER_PAGE);
    let page = page_number(parameters.get("page")).min(pages);
    let offset = (page - 1) * PER_PAGE;
    let reading = call
        .service()
        .read_store(move |directory| directory.revisions(&id, newest, offset, PER_PAGE));
    let revisions = reading.await?;
    let path = format!("/edit/organizations/{}/history", entry.slug());
    edit_page(&session, &path, |frame| edit::history(frame, &entry, &revisions, (page, pages)))
}
