//! `/edit/organizations/{key}/saved`: the page after a profile was saved.

use actix_web::HttpResponse;

use super::edit_page;
use crate::http::extract::authorized::Editor;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit::{SavedPage, saved};

pub async fn show_saved(
    session: Session<Editor>,
    call: OrganizationCall,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let revision = parameters.get("revision").and_then(|it| it.parse().ok());
    let page = SavedPage {
        name: entry.name(),
        slug: entry.slug(),
        revision: revision.unwrap_or_else(|| entry.revision()),
        is_unchanged: parameters.has("unchanged"),
    };
    let path = format!("/edit/organizations/{}/saved", entry.slug());
    edit_page(&session, &path, |frame| saved(frame, &page))
}
