//! `/edit/organizations/{key}/done`: the page after a change of a profile.

use actix_web::HttpResponse;

use super::{edit_page, to_page};
use crate::directory::{Edited, Outcome};
use crate::domain::OrganizationState;
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Context;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit;

pub async fn show_done(
    session: Session<Editor>,
    call: OrganizationCall,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let found = call.service().read_store(move |directory| directory.revision(&id, newest));
    let revision = found.await?;
    let path = format!("/edit/organizations/{}/done", entry.slug());
    let is_unchanged = parameters.has("unchanged");
    edit_page(&session, &path, |frame| edit::done(frame, &entry, &revision.summary, is_unchanged))
}

/// Waits until readers of this node see an edit, and redirects to the page after it. Other nodes
/// wait for the change that the URL names.
pub async fn to_done(
    context: &Context,
    edited: &Edited<OrganizationState>,
) -> Result<HttpResponse, Problem> {
    context.service().wait_until_visible(edited.change).await;
    let (slug, change) = (&edited.state.slug, edited.change);
    let unchanged = if edited.outcome == Outcome::Unchanged { "&unchanged" } else { "" };
    Ok(to_page(&format!("/edit/organizations/{slug}/done?min_change={change}{unchanged}")))
}
