//! `/edit/imports`: the list of loads and imports, for admins.

use actix_web::HttpResponse;

use super::edit_page;
use crate::directory::list_imports;
use crate::http::extract::authorized::Admin;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit;

/// The path of the list.
pub const IMPORTS_PATH: &str = "/edit/imports";

/// Maximum number of imports in the list.
pub const MAX_LISTED: usize = 100;

pub async fn show_imports(
    session: Session<Admin>,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let found = session
        .context()
        .service()
        .read_store(|directory| Ok(list_imports(directory.store(), MAX_LISTED + 1)?));
    let mut imports = found.await?;
    let is_cut = imports.len() > MAX_LISTED;
    imports.truncate(MAX_LISTED);
    let reverted = parameters.get("reverted");
    edit_page(&session, IMPORTS_PATH, |frame| edit::imports(frame, &imports, is_cut, reverted))
}
