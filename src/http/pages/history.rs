//! The history of an organization: its versions, and what each changed.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::Page;
use super::organization::led_to_page;
use crate::http::Service;
use crate::http::api::organizations::revisions::unknown_revision;
use crate::http::extract::organization_key::Led;
use crate::http::extract::parameters::paging;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::Problem;
use crate::http::protocol::limits::PER_PAGE_DEFAULT;
use crate::site;

/// The versions, the newest first. A withdrawn organization keeps them.
pub async fn show_history(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let entry = match led_to_page(&request, &service, &snapshot, "/history")? {
        Led::Here(entry) => entry,
        Led::Elsewhere(answer) => return Ok(answer),
    };
    let mut params = Params::of_form(request.query_string(), &["page"]);
    let (number, offset) = paging::page(&mut params, PER_PAGE_DEFAULT);
    params.finish()?;
    let path = match number {
        1 => format!("/organizations/{}/history", entry.slug()),
        number => format!("/organizations/{}/history?page={number}", entry.slug()),
    };
    let page = Page::at(&request, &service, &snapshot, &path)?;
    if let Some(found) = page.found(&request, &service) {
        return Ok(found);
    }
    let (id, newest) = (entry.id().to_owned(), entry.revision());
    let ask =
        service.ask_store(move |store| store.revisions(&id, newest, offset, PER_PAGE_DEFAULT));
    let revisions = ask.await?;
    let pages = usize::try_from(newest).unwrap_or(0).div_ceil(PER_PAGE_DEFAULT);
    page.send(&request, &service, |frame| site::history(frame, &entry, &revisions, (number, pages)))
}

/// One version beside the one before it.
pub async fn show_revision(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let asked: Option<i32> = request.match_info().query("n").parse().ok();
    let behind = asked.map_or_else(|| "/history".to_owned(), |number| format!("/history/{number}"));
    let entry = match led_to_page(&request, &service, &snapshot, &behind)? {
        Led::Here(entry) => entry,
        Led::Elsewhere(answer) => return Ok(answer),
    };
    Params::parse(request.query_string(), &[]).finish()?;
    let number = asked.filter(|number| (1..=entry.revision()).contains(number));
    let number = number.ok_or_else(|| unknown_revision(&entry))?;
    let path = format!("/organizations/{}/history/{number}", entry.slug());
    let page = Page::at(&request, &service, &snapshot, &path)?;
    if let Some(found) = page.found(&request, &service) {
        return Ok(found);
    }
    let id = entry.id().to_owned();
    let revision = service.ask_store(move |store| store.revision(&id, number)).await?;
    page.send(&request, &service, |frame| site::revision(frame, &entry, &revision))
}
