//! `/edit/terms`: the list of all terms.

use actix_web::HttpResponse;

use super::TERMS_PATH;
use crate::http::extract::authorized::Admin;
use crate::http::extract::call::Call;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::Session;
use crate::http::pages::edit::edit_page;
use crate::http::problem::Problem;
use crate::site::edit;

pub async fn show_terms(
    session: Session<Admin>,
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let removed = parameters.get("removed");
    edit_page(&session, TERMS_PATH, |frame| edit::terms(frame, call.snapshot(), removed))
}
