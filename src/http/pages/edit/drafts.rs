//! `/edit/drafts`: the editor's drafts.

use actix_web::HttpResponse;
use serde_json::Value;

use super::draft::form_path;
use super::edit_page;
use crate::directory::{DRAFT_LIFETIME, Directory, DirectoryError, MAX_DRAFTS};
use crate::domain::{DraftSummary, Slug};
use crate::http::extract::authorized::Editor;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::{DraftEntry, drafts};
use crate::store::StoreError;

const DRAFTS_PATH: &str = "/edit/drafts";

/// The list, for a draft that was saved or discarded already.
pub const GONE: &str = "/edit/drafts?gone";

pub async fn show_drafts(
    session: Session<Editor>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let entries = entries(&session).await?;
    let status = if parameters.has("discarded") {
        "The draft is discarded."
    } else if parameters.has("gone") {
        "That draft was saved or discarded already."
    } else {
        ""
    };
    let limits = (MAX_DRAFTS, DRAFT_LIFETIME.as_hours() / 24);
    edit_page(&session, DRAFTS_PATH, |frame| drafts(frame, &entries, status, limits))
}

/// The editor's drafts, the one that was changed last first.
///
/// # Errors
///
/// 5xx if the store failed.
pub async fn entries(session: &SignedIn) -> Result<Vec<DraftEntry>, Problem> {
    let owner = session.key.name.clone();
    let listed = session.context().service().read_store(move |directory| {
        let drafts = directory.drafts(&owner)?;
        let entries = drafts.into_iter().map(|draft| entry(directory, draft));
        entries.collect::<Result<_, StoreError>>().map_err(DirectoryError::from)
    });
    listed.await
}

fn entry(directory: &Directory, draft: DraftSummary) -> Result<DraftEntry, StoreError> {
    let DraftSummary { id, organization, size, updated_at } = draft;
    let current = match &organization {
        Some(organization) => directory.current_organization(organization)?,
        None => None,
    };
    let slug: Option<Slug> = current.as_ref().map(|state| state.slug.clone());
    let document = match current {
        Some(state) => Some(state.document),
        None => directory.store().draft(&id)?.map(|draft| draft.document),
    };
    let document: Option<Value> = document.and_then(|text| serde_json::from_str(&text).ok());
    let name = document.as_ref().and_then(|it| it["name"].as_str()).unwrap_or_default().trim();
    let name = if name.is_empty() { "Without a name" } else { name }.to_owned();
    let path = form_path(slug.as_ref(), &id);
    Ok(DraftEntry { id, path, name, is_new: organization.is_none(), size, updated_at })
}
