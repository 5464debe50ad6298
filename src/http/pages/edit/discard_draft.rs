//! `/edit/drafts/{draft}/discard`: an editor discards a draft, after confirming it.

use actix_web::HttpResponse;

use super::drafts::{GONE, entries};
use super::stored_drafts::discard;
use super::{edit_page, to_page};
use crate::http::extract::authorized::Editor;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::{self, DraftEntry};

pub async fn show_discard(
    session: Session<Editor>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let Some(draft) = draft_of_path(&session).await? else { return Ok(to_page(GONE)) };
    let is_changed = parameters.has("other");
    edit_page(&session, &discard_path(&draft.id), |frame| {
        edit::discard_draft(frame, &draft, is_changed)
    })
}

/// Discards the draft, unless it was changed since the editor saw the question.
pub async fn discard_draft(form: EditForm<Editor>) -> Result<HttpResponse, Problem> {
    let Some(draft) = draft_of_path(&form.session).await? else { return Ok(to_page(GONE)) };
    if form.get("updated") != Some(draft.updated_at.to_string().as_str()) {
        return Ok(to_page(&format!("{}?other", discard_path(&draft.id))));
    }
    discard(&form.session, &draft.id).await
}

/// The path of the page that asks whether a draft is to be discarded.
pub fn discard_path(id: &str) -> String {
    format!("/edit/drafts/{id}/discard")
}

/// The editor's draft with the id of the path.
async fn draft_of_path(session: &SignedIn) -> Result<Option<DraftEntry>, Problem> {
    let id = session.context().path_part("draft").to_owned();
    Ok(entries(session).await?.into_iter().find(|draft| draft.id == id))
}
