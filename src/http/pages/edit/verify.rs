//! `/edit/organizations/{key}/verified`: an editor has read a profile against its sources today.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::lists::page_number;
use super::{edit_page, to_page};
use crate::catalog::KeyResolution;
use crate::directory::{Directory, EditError, EditedOrganization, Precondition, VERIFIED_NOTE};
use crate::domain::{Author, Date, DueReason, Keyword, Note, Slug, Violation};
use crate::http::api::organizations::editing::problem;
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::organization_key::not_found;
use crate::http::problem::Problem;
use crate::http::protocol::edit_paths::EDIT_PATH;
use crate::site::edit::{self, Unverified};
use crate::site::query_string;

/// Verifies the profile, if it still has the revision that the editor saw, and returns to the list.
/// Otherwise the response is a page that says why not, with the note as it was typed.
pub async fn verify(call: Call, form: EditForm<Editor>) -> Result<HttpResponse, Problem> {
    let key = call.path_part("key");
    let slug: Slug = key.parse().map_err(|_| not_found(call.snapshot(), key))?;
    let typed = form.get("note").unwrap_or_default().trim().to_owned();
    let note = match typed.as_str() {
        "" => VERIFIED_NOTE.to_owned(),
        typed => match typed.parse::<Note>() {
            Ok(note) => note.to_string(),
            Err(Violation { message, .. }) => {
                let why = Unverified::Note(message);
                return refused(&call, &form, &slug, typed, why, StatusCode::UNPROCESSABLE_ENTITY);
            }
        },
    };
    // Without a revision, none matches.
    let seen = form.get("revision").and_then(|text| text.parse().ok());
    let precondition = Precondition::Revision(seen.into_iter().collect());
    let (author, today) = (form.session.author(Some(note)), call.service().today());
    let (verified, expected) = (slug.clone(), precondition.clone());
    let work = move |directory: &Directory| {
        verify_as_named(directory, &verified, today, &precondition, &author)
    };
    match call.service().call(work).await? {
        Ok(edited) => {
            call.service().wait_until_visible(edited.change).await;
            Ok(to_page(&list_path(&form, &edited.state.slug)))
        }
        Err(EditError::Stale(state)) => {
            call.service().wait_until_visible(state.change).await;
            refused(&call, &form, &slug, &typed, Unverified::Stale, StatusCode::CONFLICT)
        }
        Err(EditError::Rejected(violations)) => {
            let why = Unverified::Rules(violations.into_iter().map(|it| it.message).collect());
            refused(&call, &form, &slug, &typed, why, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(err) => Err(problem(&call, &expected, err)),
    }
}

/// Verifies the organization with a slug, or the one that has it as a former slug.
fn verify_as_named(
    directory: &Directory,
    slug: &Slug,
    today: Date,
    precondition: &Precondition,
    author: &Author,
) -> EditedOrganization {
    match directory.verify(slug, today, precondition, author) {
        Err(EditError::Moved(owner)) => directory.verify(&owner, today, precondition, author),
        done => done,
    }
}

/// The page of the list from which the form was sent.
fn list_path(form: &EditForm<Editor>, slug: &Slug) -> String {
    let mut pairs = Vec::new();
    let reason = form.get("due").and_then(DueReason::from_word);
    pairs.extend(reason.map(|reason| ("due", reason.as_str().to_owned())));
    let page = page_number(form.get("page"));
    if page > 1 {
        pairs.push(("page", page.to_string()));
    }
    pairs.push(("verified", slug.to_string()));
    format!("{EDIT_PATH}?{}", query_string(&pairs))
}

/// The page that says why a profile was not verified.
fn refused(
    call: &Call,
    form: &EditForm<Editor>,
    slug: &Slug,
    note: &str,
    why: Unverified,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    // The newest snapshot has the revision that came in between.
    let mut call = call.clone();
    call.refresh()?;
    let entry = match call.snapshot().resolve_key(slug.as_str()) {
        KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => entry,
        KeyResolution::Unknown => return Err(not_found(call.snapshot(), slug.as_str())),
    };
    let path = format!("{EDIT_PATH}/organizations/{}/verified", entry.slug());
    let mut response = edit_page(&form.session, &path, |frame| {
        edit::unverified(frame, call.snapshot(), &entry, note, &why)
    })?;
    *response.status_mut() = status;
    Ok(response)
}
