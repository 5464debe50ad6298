//! `/edit/keys/{id}/revoke`: an admin revokes a key, after confirming it.

use actix_web::HttpResponse;

use super::keys::KEYS_PATH;
use super::{edit_page, to_page};
use crate::directory::{changes_by_key_name, list_keys, revoke_key};
use crate::domain::KeyState;
use crate::http::extract::authorized::Admin;
use crate::http::extract::call::Context;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::session::Session;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::site::edit;

pub async fn show_revocation(session: Session<Admin>) -> Result<HttpResponse, Problem> {
    let (key, changes) = key_of_path(session.context()).await?;
    let path = format!("{KEYS_PATH}/{}/revoke", key.id);
    edit_page(&session, &path, |frame| edit::revoke_key(frame, (&key, changes), &session.key.id))
}

/// Revokes the key. A key that is no longer valid stays as it is.
pub async fn revoke(form: EditForm<Admin>) -> Result<HttpResponse, Problem> {
    let context = form.session.context();
    let (key, _) = key_of_path(context).await?;
    let id = key.id.clone();
    let revoked = context.service().call(move |directory| revoke_key(directory.store(), &id));
    revoked.await?.map_err(Problem::of_store)?;
    Ok(to_page(&format!("{KEYS_PATH}?revoked={}", key.id)))
}

/// The key with the id of the path, with the number of changes by keys of its name.
async fn key_of_path(context: &Context) -> Result<(KeyState, i64), Problem> {
    let found = context.service().read_store(|directory| {
        let store = directory.store();
        Ok((list_keys(store)?, changes_by_key_name(store)?))
    });
    let (keys, changes) = found.await?;
    let id = context.path_part("id");
    let key = keys.into_iter().find(|key| key.id == id).ok_or_else(|| {
        Problem::new(&UNKNOWN_ROUTE, "there is no key with this id; the list has all keys")
    })?;
    let changes = changes.get(key.name.as_str()).copied().unwrap_or(0);
    Ok((key, changes))
}
