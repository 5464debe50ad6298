//! `/edit/organizations/{key}/withdraw`: an editor withdraws a profile, after confirming it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::done::to_done;
use super::edit_page;
use super::form_text::{form_revision, object, one_line, text, text_or_null};
use super::named_organization::named_organization;
use crate::directory::{EditError, Precondition};
use crate::domain::{Code, Draft, Slug, Violation, Withdrawal};
use crate::http::api::organizations::editing::problem;
use crate::http::extract::authorized::Editor;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::{self, FormMistake, WithdrawalForm};

pub async fn show_withdrawal(
    session: Session<Editor>,
    call: OrganizationCall,
) -> Result<HttpResponse, Problem> {
    session.check_may_edit(call.entry().id())?;
    call.check_shown()?;
    show(&session, &call, StatusCode::OK, &WithdrawalForm::default())
}

/// Checks the form, asks for confirmation, and then withdraws the profile.
pub async fn withdraw(
    form: EditForm<Editor>,
    call: OrganizationCall,
) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    session.check_may_edit(call.entry().id())?;
    call.check_shown()?;
    let slug: Slug = call.entry().slug().parse().map_err(|err| Problem::internal(&err))?;
    let mut typed = WithdrawalForm {
        reason: one_line(form.get("reason")),
        typed_successor: one_line(form.get("successor")),
        ..WithdrawalForm::default()
    };
    let named = named_organization(call.snapshot(), &typed.typed_successor);
    match &named {
        Ok(found) => typed.successor.clone_from(found),
        Err(message) => typed.mistakes.push(FormMistake::new("successor", message)),
    }
    let successor = typed.successor.as_ref().map_or("", |(slug, _)| slug);
    let members = [("reason", text(&typed.reason)), ("successor", text_or_null(successor))];
    let document = object(members);
    let draft = Draft::<Withdrawal>::read(&document);
    if let Err(violations) = &draft.document {
        typed.mistakes.extend(mistakes(violations.clone()));
    }
    if !typed.mistakes.is_empty() {
        return show(session, &call, StatusCode::UNPROCESSABLE_ENTITY, &typed);
    }
    if form.get("back").is_some() {
        return show(session, &call, StatusCode::OK, &typed);
    }
    if form.get("confirmed").is_none() {
        typed.is_confirming = true;
        return show(session, &call, StatusCode::OK, &typed);
    }
    let precondition = Precondition::Revision(form_revision(form.get("revision")));
    let expected = precondition.clone();
    let author = session.author(None);
    let withdrawn =
        call.service().call(move |directory| directory.withdraw(&slug, &draft, &expected, &author));
    match withdrawn.await? {
        Ok(edited) => to_done(&call, &edited).await,
        Err(EditError::Stale(state)) => {
            typed.changed_to = Some(state.revision);
            show(session, &call, StatusCode::PRECONDITION_FAILED, &typed)
        }
        Err(EditError::Rejected(violations)) => {
            typed.mistakes = mistakes(violations);
            show(session, &call, StatusCode::UNPROCESSABLE_ENTITY, &typed)
        }
        Err(err) => Err(problem(&call, &precondition, err)),
    }
}

fn mistakes(mut violations: Vec<Violation>) -> Vec<FormMistake> {
    for violation in violations.iter_mut().filter(|it| it.code == Code::Empty) {
        violation.code = Code::MissingKey;
        violation.message = "write why the profile is withdrawn".to_owned();
    }
    FormMistake::of_violations(violations, |pointer| pointer.trim_start_matches('/').to_owned())
}

/// Shows the form for the present revision.
fn show(
    session: &SignedIn,
    call: &OrganizationCall,
    status: StatusCode,
    form: &WithdrawalForm,
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let path = format!("/edit/organizations/{}/withdraw", entry.slug());
    let revision = form.changed_to.unwrap_or(entry.revision());
    let mut response =
        edit_page(session, &path, |frame| edit::withdraw(frame, &entry, revision, form))?;
    *response.status_mut() = status;
    Ok(response)
}
