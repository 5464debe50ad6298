//! `/edit/terms/{scheme}/{slug}/remove`: an admin removes a term, after confirming it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::edit::state_of_path;
use super::{TERMS_PATH, scheme_of_path};
use crate::catalog::Snapshot;
use crate::directory::EditError;
use crate::domain::{Slug, Term, TermScheme};
use crate::http::extract::authorized::Admin;
use crate::http::extract::call::Call;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::extract::term_key::term_not_found;
use crate::http::pages::edit::{edit_page, to_page};
use crate::http::problem::Problem;
use crate::site::edit;

pub async fn show_removal(session: Session<Admin>, call: Call) -> Result<HttpResponse, Problem> {
    let scheme = scheme_of_path(&call)?;
    show(&session, &call, scheme, None)
}

/// Removes the term, if nothing uses it.
pub async fn remove_term(form: EditForm<Admin>, call: Call) -> Result<HttpResponse, Problem> {
    let scheme = scheme_of_path(&call)?;
    let slug = state_of_path(&call, scheme).await?.slug;
    let (removed, author) = (slug.clone(), form.session.author(None));
    let outcome =
        call.service().call(move |directory| directory.remove_term(scheme, &removed, &author));
    match outcome.await? {
        Ok(edited) => {
            call.service().wait_until_visible(edited.change).await;
            Ok(to_page(&format!("{TERMS_PATH}?removed={slug}&min_change={}", edited.change)))
        }
        Err(EditError::TermInUse { count, first }) => {
            let why = match count {
                1 => "One profile uses this term.".to_owned(),
                count => format!("{count} profiles use this term."),
            };
            let users: Vec<_> = first
                .iter()
                .map(|slug| (format!("/organizations/{slug}"), slug.to_string()))
                .collect();
            show(&form.session, &call, scheme, Some((&why, &users)))
        }
        Err(EditError::NamedByTerms(terms)) => {
            let path = scheme.path();
            let users: Vec<_> = terms
                .iter()
                .map(|slug| (format!("{TERMS_PATH}{path}/{slug}"), slug.to_string()))
                .collect();
            show(&form.session, &call, scheme, Some(("Other terms name this term.", &users)))
        }
        Err(EditError::Unknown) => Err(term_not_found(call.snapshot(), scheme, slug.as_str())),
        Err(EditError::Store(err)) => Err(Problem::of_store(err)),
        Err(err) => Err(Problem::internal(&err)),
    }
}

fn show(
    session: &SignedIn,
    call: &Call,
    scheme: TermScheme,
    refused: Option<(&str, &[(String, String)])>,
) -> Result<HttpResponse, Problem> {
    let slug = call.path_part("slug");
    let term = find(call.snapshot(), scheme, slug)
        .ok_or_else(|| term_not_found(call.snapshot(), scheme, slug))?;
    let path = format!("{TERMS_PATH}{}/{slug}/remove", scheme.path());
    let mut response = edit_page(session, &path, |frame| {
        edit::remove_term(frame, call.snapshot(), (scheme, term), refused)
    })?;
    if refused.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

fn find<'s>(snapshot: &'s Snapshot, scheme: TermScheme, slug: &str) -> Option<&'s Term> {
    let slug: Slug = slug.parse().ok()?;
    snapshot.vocabulary().term(scheme, slug.as_str())
}
