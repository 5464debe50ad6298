//! `/about` and `/safety`.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use crate::http::Service;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::Problem;
use crate::site;

pub async fn show_about(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    let contact = service.settings.contact_url.as_deref();
    page(&request, &service, &snapshot, "/about", |frame| site::about(frame, &snapshot, contact))
}

pub async fn show_safety(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    page(&request, &service, &snapshot, "/safety", site::safety)
}
