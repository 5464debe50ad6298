//! `/edit/imports/{id}/revert`: an admin reverts an import, after confirming it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::imports::IMPORTS_PATH;
use super::{edit_page, to_page};
use crate::directory::{RevertError, find_import};
use crate::domain::Import;
use crate::http::extract::authorized::Admin;
use crate::http::extract::call::Context;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::session::{Session, SignedIn};
use crate::http::problem::{Problem, UNKNOWN_IMPORT};
use crate::http::protocol::limits::IMPORT_TIMEOUT;
use crate::site::edit;

pub async fn show_revert(session: Session<Admin>) -> Result<HttpResponse, Problem> {
    let import = import_of_path(session.context()).await?;
    show(&session, &import, None)
}

/// Reverts the import.
pub async fn revert(form: EditForm<Admin>) -> Result<HttpResponse, Problem> {
    let session = &form.session;
    let import = import_of_path(session.context()).await?;
    let (id, author) = (import.id.clone(), session.author(None));
    let service = session.context().service();
    let reverted =
        service.call_without_deadline(move |directory| directory.revert(&id, &author)).await?;
    match reverted {
        Ok(report) => {
            service.wait_until_visible_within(report.change, IMPORT_TIMEOUT).await;
            let (id, change) = (&import.id, report.change);
            Ok(to_page(&format!("{IMPORTS_PATH}?reverted={id}&min_change={change}")))
        }
        Err(RevertError::Unknown(id)) => Err(unknown(&id)),
        Err(RevertError::Store(err)) => Err(Problem::of_store(err)),
        Err(refused) => {
            // It may have been reverted meanwhile.
            let import = import_of_path(session.context()).await?;
            show(session, &import, Some(&refused))
        }
    }
}

fn show(
    session: &SignedIn,
    import: &Import,
    refused: Option<&RevertError>,
) -> Result<HttpResponse, Problem> {
    let path = format!("{IMPORTS_PATH}/{}/revert", import.id);
    let mut response =
        edit_page(session, &path, |frame| edit::revert_import(frame, import, refused))?;
    if refused.is_some() {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// The import with the id of the path.
async fn import_of_path(context: &Context) -> Result<Import, Problem> {
    let id = context.path_part("id").to_owned();
    let wanted = id.clone();
    let found =
        context.service().read_store(move |directory| Ok(find_import(directory.store(), &wanted)?));
    found.await?.ok_or_else(|| unknown(&id))
}

fn unknown(id: &str) -> Problem {
    let id: String = id.chars().take(60).collect();
    Problem::new(&UNKNOWN_IMPORT, format!("no load or import has the id `{id}`"))
}
