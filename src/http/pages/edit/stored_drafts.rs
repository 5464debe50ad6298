//! Stores and removes drafts.

use actix_web::HttpResponse;

use super::draft::{form_path, problem};
use super::to_page;
use crate::directory::{DraftError, StoredDraft, new_draft_id};
use crate::domain::ProfileDraft;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::session::SignedIn;
use crate::http::problem::Problem;

/// Stores a draft.
///
/// # Errors
///
/// The inner error says why the draft was refused, for the editor; the outer is 404 for the draft of
/// another key, 5xx if the store failed.
pub async fn store(
    session: &SignedIn,
    draft: ProfileDraft,
) -> Result<Result<StoredDraft, DraftError>, Problem> {
    let service = session.context().service();
    match service.call(move |directory| directory.store_draft(draft)).await? {
        Ok(stored) => Ok(Ok(stored)),
        Err(refused @ (DraftError::TooMany | DraftError::TooLarge(_))) => Ok(Err(refused)),
        Err(err) => Err(problem(err)),
    }
}

/// Discards a draft, and shows the list of the others.
///
/// # Errors
///
/// 404 for the draft of another key, 5xx if the store failed.
pub async fn discard(session: &SignedIn, id: &str) -> Result<HttpResponse, Problem> {
    remove(session, id).await?;
    Ok(to_page("/edit/drafts?discarded"))
}

/// Removes a draft.
///
/// # Errors
///
/// 404 for the draft of another key, 5xx if the store failed.
pub async fn remove(session: &SignedIn, id: &str) -> Result<(), Problem> {
    let (id, owner) = (id.to_owned(), session.key.name.clone());
    let service = session.context().service();
    service.call(move |directory| directory.remove_draft(&id, &owner)).await?.map_err(problem)
}

/// Whether the editor has a draft with this id.
///
/// # Errors
///
/// 404 for the draft of another key, 5xx if the store failed.
pub async fn exists(session: &SignedIn, id: &str) -> Result<bool, Problem> {
    let (id, owner) = (id.to_owned(), session.key.name.clone());
    let service = session.context().service();
    let found = service.call(move |directory| directory.draft(&id, &owner)).await?;
    found.map(|draft| draft.is_some()).map_err(problem)
}

/// Begins a draft of a new organization: nothing is stored before something is typed.
///
/// # Errors
///
/// 500 if the system provides no random numbers.
pub fn begin(slug: Option<&EditedSlug>) -> Result<HttpResponse, Problem> {
    let id = new_draft_id().map_err(problem)?;
    Ok(to_page(&form_path(slug.map(|EditedSlug(slug)| slug), &id)))
}
