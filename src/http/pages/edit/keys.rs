//! `/edit/keys`: the list of all keys, for admins.

use actix_web::HttpResponse;

use super::edit_page;
use crate::directory::{changes_by_key_name, list_keys};
use crate::http::extract::authorized::Admin;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit;

/// The path of the list.
pub const KEYS_PATH: &str = "/edit/keys";

pub async fn show_keys(
    session: Session<Admin>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let service = session.context().service();
    let found = service.read_store(|directory| {
        let store = directory.store();
        Ok((list_keys(store)?, changes_by_key_name(store)?))
    });
    let (keys, changes) = found.await?;
    let revoked = parameters.get("revoked");
    edit_page(&session, KEYS_PATH, |frame| {
        edit::keys(frame, (&keys, &changes), &session.key.id, revoked)
    })
}
