//! `/edit`: the first page after signing in.

use actix_web::HttpResponse;

use super::edit_page;
use crate::http::extract::authorized::Editor;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::http::protocol::edit_paths::EDIT_PATH;
use crate::site::edit;

pub async fn show_home(session: Session<Editor>) -> Result<HttpResponse, Problem> {
    edit_page(&session, EDIT_PATH, edit::home)
}
