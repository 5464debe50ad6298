//! `/about` and `/safety`.

use actix_web::HttpResponse;

use super::page::page;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::Problem;
use crate::site;

pub async fn show_about(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let contact = call.settings().contact_url.as_deref();
    page(&call, "/about", |frame| site::about(frame, call.snapshot(), contact))
}

pub async fn show_safety(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/safety", site::safety)
}
