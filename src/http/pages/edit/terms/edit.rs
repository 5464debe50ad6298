//! `/edit/terms/{scheme}/{slug}` and `/edit/terms/{scheme}/new`: the form of a term.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{TERMS_PATH, scheme_of_path};
use crate::directory::{EditError, TermPrecondition};
use crate::domain::{Draft, Slug, Term, TermScheme, TermState, Violation, read_stored};
use crate::http::extract::authorized::Admin;
use crate::http::extract::call::Call;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::extract::term_key::term_not_found;
use crate::http::pages::edit::form_text::form_revision;
use crate::http::pages::edit::{edit_page, to_page};
use crate::http::problem::Problem;
use crate::site::edit::{self, FormMistake, TermForm, TermPage};
use crate::store::StoreError;

/// The empty form of a new term.
pub async fn show_new_term(session: Session<Admin>, call: Call) -> Result<HttpResponse, Problem> {
    let scheme = scheme_of_path(&call)?;
    let empty = TermForm::default();
    let page = page(scheme, &empty, None);
    show(&session, &call, StatusCode::OK, &page)
}

/// The form of a term as it is now.
pub async fn show_term(
    session: Session<Admin>,
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let scheme = scheme_of_path(&call)?;
    let state = state_of_path(&call, scheme).await?;
    let term: Term =
        read_stored(&state.document).map_err(|err| Problem::of_store(StoreError::Corrupt(err)))?;
    let form = TermForm::of(&term);
    let is_saved = parameters.has("saved");
    let page = TermPage { is_saved, ..page(scheme, &form, Some(state.revision)) };
    show(&session, &call, StatusCode::OK, &page)
}

/// Adds a term.
pub async fn add_term(form: EditForm<Admin>, call: Call) -> Result<HttpResponse, Problem> {
    let scheme = scheme_of_path(&call)?;
    let typed = TermForm::read(&form.fields);
    save(&form.session, &call, scheme, typed, None).await
}

/// Saves a term that exists.
pub async fn save_term(form: EditForm<Admin>, call: Call) -> Result<HttpResponse, Problem> {
    let scheme = scheme_of_path(&call)?;
    let slug = call.path_part("slug").to_owned();
    let typed = TermForm { slug, ..TermForm::read(&form.fields) };
    // Without a number, no revision is the right one.
    let revision = form_revision(form.get("revision")).first().copied().unwrap_or(0);
    save(&form.session, &call, scheme, typed, Some(revision)).await
}

async fn save(
    session: &SignedIn,
    call: &Call,
    scheme: TermScheme,
    typed: TermForm,
    revision: Option<i32>,
) -> Result<HttpResponse, Problem> {
    let draft = Draft::<Term>::read(&typed.document());
    let precondition = revision.map_or(TermPrecondition::Absent, TermPrecondition::Revision);
    let Ok(slug) = typed.slug.parse::<Slug>() else {
        let violations = draft.document.err().unwrap_or_default();
        return show_mistakes(session, call, &page(scheme, &typed, revision), mistakes(violations));
    };
    let author = session.author(None);
    let saved = call
        .service()
        .call(move |directory| directory.put_term((scheme, &slug), &draft, precondition, &author));
    match saved.await? {
        Ok(edited) => {
            call.service().wait_until_visible(edited.change).await;
            let (path, slug) = (scheme.path(), &edited.state.slug);
            let change = edited.change;
            Ok(to_page(&format!("{TERMS_PATH}{path}/{slug}?saved=yes&min_change={change}")))
        }
        Err(EditError::Rejected(violations)) => {
            show_mistakes(session, call, &page(scheme, &typed, revision), mistakes(violations))
        }
        Err(EditError::TermExists) => {
            let message = format!("A term with the slug {} exists already.", typed.slug);
            let mistakes = vec![FormMistake::new("slug", message)];
            show_mistakes(session, call, &page(scheme, &typed, revision), mistakes)
        }
        Err(EditError::StaleTerm(state)) => {
            let page = TermPage {
                present: Some(&state.document),
                ..page(scheme, &typed, Some(state.revision))
            };
            show(session, call, StatusCode::PRECONDITION_FAILED, &page)
        }
        Err(EditError::Unknown) => Err(term_not_found(call.snapshot(), scheme, &typed.slug)),
        Err(EditError::Store(err)) => Err(Problem::of_store(err)),
        Err(err) => Err(Problem::internal(&err)),
    }
}

fn mistakes(violations: Vec<Violation>) -> Vec<FormMistake> {
    FormMistake::of_violations(violations, TermForm::field)
}

/// The form without mistakes.
fn page(scheme: TermScheme, form: &TermForm, revision: Option<i32>) -> TermPage<'_> {
    TermPage { scheme, form, revision, mistakes: &[], present: None, is_saved: false }
}

fn show_mistakes(
    session: &SignedIn,
    call: &Call,
    page: &TermPage<'_>,
    mistakes: Vec<FormMistake>,
) -> Result<HttpResponse, Problem> {
    let page = TermPage { mistakes: &mistakes, ..*page };
    show(session, call, StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn show(
    session: &SignedIn,
    call: &Call,
    status: StatusCode,
    page: &TermPage<'_>,
) -> Result<HttpResponse, Problem> {
    let mut response =
        edit_page(session, TERMS_PATH, |frame| edit::term(frame, call.snapshot(), page))?;
    *response.status_mut() = status;
    Ok(response)
}

/// The current revision of the term that the path names.
///
/// # Errors
///
/// 404 if there is none.
pub async fn state_of_path(call: &Call, scheme: TermScheme) -> Result<TermState, Problem> {
    let slug = call.path_part("slug").to_owned();
    let wanted = slug.clone();
    let found = call.service().read_store(move |directory| Ok(directory.term(scheme, &wanted)?));
    found.await?.ok_or_else(|| term_not_found(call.snapshot(), scheme, &slug))
}
