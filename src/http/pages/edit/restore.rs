//! `/edit/organizations/{key}/restore/{n}`: an editor makes an earlier version the newest again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::done::to_done;
use super::edit_page;
use super::form_text::{form_revision, note, one_line};
use crate::directory::{EditError, PastRevision, Precondition};
use crate::domain::Slug;
use crate::http::api::organizations::editing::problem;
use crate::http::extract::authorized::Editor;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::revision_number::RevisionNumber;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::{self, Restoration, sentence};

/// The page as the editor sees it again after a refusal.
#[derive(Default)]
struct Shown {
    note: String,
    /// The newest revision, if the snapshot does not have it yet.
    newest: Option<i32>,
    is_stale: bool,
    refusals: Vec<String>,
}

pub async fn show_restoration(
    session: Session<Editor>,
    call: OrganizationCall,
    number: RevisionNumber,
) -> Result<HttpResponse, Problem> {
    session.check_may_edit(call.entry().id())?;
    let number = number.check(&call.entry())?;
    show(&session, &call, number, StatusCode::OK, &Shown::default()).await
}

/// Restores the version.
pub async fn restore(
    form: EditForm<Editor>,
    call: OrganizationCall,
    number: RevisionNumber,
) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    session.check_may_edit(call.entry().id())?;
    let number = number.check(&call.entry())?;
    let slug: Slug = call.entry().slug().parse().map_err(|err| Problem::internal(&err))?;
    let mut shown = Shown { note: one_line(form.get("note")), ..Shown::default() };
    let note = match note(&shown.note) {
        Ok(note) => note,
        Err(mistake) => {
            shown.refusals = vec![mistake];
            return show(session, &call, number, StatusCode::UNPROCESSABLE_ENTITY, &shown).await;
        }
    };
    let precondition = Precondition::Revision(form_revision(form.get("revision")));
    let (expected, author) = (precondition.clone(), session.author(note));
    let restored =
        call.service().call(move |directory| directory.restore(&slug, number, &expected, &author));
    match restored.await? {
        Ok(edited) => to_done(&call, &edited).await,
        Err(EditError::Stale(state)) => {
            shown.is_stale = true;
            shown.newest = Some(state.revision);
            show(session, &call, number, StatusCode::PRECONDITION_FAILED, &shown).await
        }
        Err(EditError::Rejected(violations)) => {
            shown.refusals = violations.iter().map(|it| sentence(&it.message)).collect();
            show(session, &call, number, StatusCode::CONFLICT, &shown).await
        }
        Err(err) => Err(problem(&call, &precondition, err)),
    }
}

async fn show(
    session: &SignedIn,
    call: &OrganizationCall,
    number: i32,
    status: StatusCode,
    shown: &Shown,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let (id, newest) = (entry.id().to_owned(), shown.newest.unwrap_or(entry.revision()));
    let found = call.service().read_store(move |directory| {
        Ok::<(PastRevision, PastRevision), _>((
            directory.revision(&id, number)?,
            directory.revision(&id, newest)?,
        ))
    });
    let (wanted, newest) = found.await?;
    let path = format!("/edit/organizations/{}/restore/{number}", entry.slug());
    let restoration = Restoration {
        wanted: &wanted,
        newest: &newest,
        note: &shown.note,
        is_stale: shown.is_stale,
        refusals: &shown.refusals,
    };
    let mut response =
        edit_page(session, &path, |frame| edit::restore(frame, &entry, &restoration))?;
    *response.status_mut() = status;
    Ok(response)
}
