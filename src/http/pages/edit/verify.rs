//! `/edit/organizations/{key}/verified`: an editor has read a profile against its sources today.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::form_text::{form_revision, note, one_line};
use super::lists::page_number;
use super::{edit_page, to_page};
use crate::catalog::KeyResolution;
use crate::directory::{EditError, Edited, Precondition, VERIFIED_NOTE};
use crate::domain::{DueReason, Keyword, OrganizationState, Slug};
use crate::http::api::organizations::editing::problem;
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::organization_key::{OrganizationCall, not_found};
use crate::http::problem::Problem;
use crate::http::protocol::edit_paths::EDIT_PATH;
use crate::site::edit::{self, Unverified, sentence};
use crate::site::query_string;

/// Verifies the profile, if it still has the revision that the editor saw, and returns to the list.
/// Otherwise the response is a page that says why not, with the note as it was typed.
pub async fn verify(
    form: EditForm<Editor>,
    call: OrganizationCall,
) -> Result<HttpResponse, Problem> {
    form.session.check_may_edit(call.entry().id())?;
    call.check_shown()?;
    let slug: Slug = call.entry().slug().parse().map_err(|err| Problem::internal(&err))?;
    let typed = one_line(form.get("note"));
    let note = match note(&typed) {
        Ok(note) => note.unwrap_or_else(|| VERIFIED_NOTE.to_owned()),
        Err(mistake) => {
            let (why, status) = (Unverified::Note(mistake), StatusCode::UNPROCESSABLE_ENTITY);
            return refused(&call, &form, &slug, &typed, why, status);
        }
    };
    // Without a revision, none matches.
    let precondition = Precondition::Revision(form_revision(form.get("revision")));
    let (author, today) = (form.session.author(Some(note)), call.service().today());
    let (named, expected) = (slug.clone(), precondition.clone());
    let dates = form.get("sources") == Some("today");
    let verified = call
        .service()
        .call(move |directory| directory.verify(&named, today, dates, &expected, &author));
    match verified.await? {
        Ok(edited) => {
            call.service().wait_until_visible(edited.change).await;
            Ok(to_page(&list_path(&form, &edited)))
        }
        Err(EditError::Stale(state)) => {
            call.service().wait_until_visible(state.change).await;
            refused(&call, &form, &slug, &typed, Unverified::Stale, StatusCode::CONFLICT)
        }
        Err(EditError::Rejected(violations)) => {
            let why =
                Unverified::Rules(violations.iter().map(|it| sentence(&it.message)).collect());
            refused(&call, &form, &slug, &typed, why, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(err) => Err(problem(&call, &precondition, err)),
    }
}

/// The page of the list from which the form was sent. Other nodes wait for the change that it names.
fn list_path(form: &EditForm<Editor>, edited: &Edited<OrganizationState>) -> String {
    let mut pairs = Vec::new();
    let reason = form.get("due").and_then(DueReason::from_word);
    pairs.extend(reason.map(|reason| ("due", reason.as_str().to_owned())));
    let page = page_number(form.get("page"));
    if page > 1 {
        pairs.push(("page", page.to_string()));
    }
    pairs.push(("verified", edited.state.slug.to_string()));
    pairs.push(("min_change", edited.change.to_string()));
    format!("{EDIT_PATH}?{}", query_string(&pairs))
}

/// The page that says why a profile was not verified.
fn refused(
    call: &OrganizationCall,
    form: &EditForm<Editor>,
    slug: &Slug,
    note: &str,
    why: Unverified,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    // The newest snapshot has the revision that came in between.
    let mut call = Call::clone(call);
    call.refresh()?;
    let entry = match call.snapshot().resolve_key(slug.as_str()) {
        KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => entry,
        KeyResolution::Unknown => return Err(not_found(call.snapshot(), slug.as_str())),
    };
    let dates_sources = form.get("sources") == Some("today");
    let path = format!("{EDIT_PATH}/organizations/{}/verified", entry.slug());
    let mut response = edit_page(&form.session, &path, |frame| {
        edit::unverified(frame, call.snapshot(), &entry, (note, dates_sources), &why)
    })?;
    *response.status_mut() = status;
    Ok(response)
}
