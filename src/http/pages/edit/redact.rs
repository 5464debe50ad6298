//! `/edit/organizations/{key}/redact`: an admin takes a text out of the history of a profile, after
//! seeing which versions have it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::form_text::{object, one_line, text, text_or_null};
use super::{edit_page, to_page};
use crate::directory::{RedactError, RedactionReport};
use crate::domain::{Draft, Node, Redaction, Slug, Violation};
use crate::http::extract::authorized::Admin;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::organization_key::{OrganizationCall, not_found};
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::Problem;
use crate::site::edit::{self, FormMistake, RedactionForm, RedactionPage};

/// The form, with the texts of the newest version or of the one in the URL.
pub async fn show_redaction(
    session: Session<Admin>,
    call: OrganizationCall,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let shown = shown_version(&call, parameters.get("version"));
    let form = RedactionForm { revisions: "all".to_owned(), ..RedactionForm::default() };
    show(&session, &call, shown, StatusCode::OK, (&form, &[], None)).await
}

/// Checks the form, reports which versions have the text, and then redacts it.
pub async fn redact(
    form: EditForm<Admin>,
    call: OrganizationCall,
) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    let shown = shown_version(&call, form.get("shown"));
    let typed = RedactionForm {
        pointer: form.get("pointer").unwrap_or_default().to_owned(),
        revisions: one_line(form.get("revisions")),
        notes: form.get("notes").is_some(),
        replacement: one_line(form.get("replacement")),
        reason: one_line(form.get("reason")),
    };
    if form.get("back").is_some() {
        return show(session, &call, shown, StatusCode::OK, (&typed, &[], None)).await;
    }
    let refuse = StatusCode::UNPROCESSABLE_ENTITY;
    let redaction = match Draft::<Redaction>::read(&document(&typed)).document {
        // The whole profile is redacted only on purpose, on the command line.
        Ok(redaction) if !typed.pointer.is_empty() => redaction,
        read => {
            let mut mistakes = mistakes(read.err().unwrap_or_default());
            if typed.pointer.is_empty() {
                mistakes.insert(0, FormMistake::new("pointer", "Choose the text to redact."));
            }
            return show(session, &call, shown, refuse, (&typed, &mistakes, None)).await;
        }
    };
    let dry_run = form.get("confirmed").is_none();
    match run(session, &call, redaction, dry_run).await? {
        Ok(report) if dry_run => {
            show(session, &call, shown, StatusCode::OK, (&typed, &[], Some(&report))).await
        }
        Ok(report) => {
            call.service().wait_until_visible(report.change).await;
            let (slug, change) = (&report.slug, report.change);
            Ok(to_page(&format!("/edit/organizations/{slug}/done?min_change={change}")))
        }
        Err(violations) => {
            let mistakes = mistakes(violations);
            show(session, &call, shown, refuse, (&typed, &mistakes, None)).await
        }
    }
}

/// Redacts the text, or reports what would be redacted. The inner error has the mistakes.
async fn run(
    session: &SignedIn,
    call: &OrganizationCall,
    redaction: Redaction,
    dry_run: bool,
) -> Result<Result<RedactionReport, Vec<Violation>>, Problem> {
    let slug: Slug = call.entry().slug().parse().map_err(|err| Problem::internal(&err))?;
    let author = session.author(None);
    // An organization may have many revisions.
    let work = call.service().call_without_deadline(move |directory| {
        directory.redact(&slug, &redaction, &author, dry_run)
    });
    match work.await? {
        Ok(report) => Ok(Ok(report)),
        Err(RedactError::Rejected(violations)) => Ok(Err(violations)),
        Err(RedactError::Unknown(_) | RedactError::Moved(_)) => {
            Err(not_found(call.snapshot(), call.path_part("key")))
        }
        Err(RedactError::Store(err)) => Err(Problem::of_store(err)),
    }
}

fn document(typed: &RedactionForm) -> Node<'static> {
    object([
        ("pointer", text_or_null(&typed.pointer)),
        ("revisions", text(&typed.revisions)),
        ("notes", Node::Bool(typed.notes)),
        ("replacement", text_or_null(&typed.replacement)),
        ("reason", text(&typed.reason)),
    ])
}

fn mistakes(violations: Vec<Violation>) -> Vec<FormMistake> {
    FormMistake::of_violations(violations, |pointer| match pointer {
        "" => "pointer".to_owned(),
        pointer => pointer.trim_start_matches('/').to_owned(),
    })
}

/// The number of the version whose texts are shown: the newest, unless another was asked for.
fn shown_version(call: &OrganizationCall, asked: Option<&str>) -> i32 {
    let newest = call.entry().revision();
    let asked = asked.and_then(|text| text.trim().parse().ok());
    asked.filter(|number| (1..=newest).contains(number)).unwrap_or(newest)
}

async fn show(
    session: &SignedIn,
    call: &OrganizationCall,
    shown: i32,
    status: StatusCode,
    (form, mistakes, report): (&RedactionForm, &[FormMistake], Option<&RedactionReport>),
) -> Result<HttpResponse, Problem> {
    let entry = call.entry();
    let id = entry.id().to_owned();
    let found = call.service().read_store(move |directory| directory.revision(&id, shown));
    let revision = found.await?;
    let path = format!("/edit/organizations/{}/redact", entry.slug());
    let page = RedactionPage { form, shown: (shown, &revision.document), mistakes, report };
    let mut response = edit_page(session, &path, |frame| edit::redact(frame, &entry, &page))?;
    *response.status_mut() = status;
    Ok(response)
}
