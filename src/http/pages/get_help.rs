//! `/get-help`: organizations that take reports or run a helpline. The page has no parameters, so
//! that no request shows from which country a visitor seeks help.

use actix_web::HttpResponse;

use super::page::page;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::Problem;
use crate::site;

pub async fn show_get_help(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/get-help", |frame| site::get_help(frame, call.snapshot()))
}
