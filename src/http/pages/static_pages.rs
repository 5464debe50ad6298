//! `/about`, `/accessibility` and `/safety`.

use actix_web::HttpResponse;

use super::data::newest;
use super::page::{Page, page};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, PageParameters};
use crate::http::problem::Problem;
use crate::site::{self, Publisher};

pub async fn show_about(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    let (dataset, kept) = newest(&call).await;
    let state = kept.as_ref().and_then(|it| it.files().first()).map_or("", |zip| &zip.sha256);
    Page::with_state(&call, "/about", state)?
        .send(&call, |frame| site::about(frame, call.snapshot(), publisher(&call), &dataset))
}

pub async fn show_accessibility(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/accessibility", |frame| site::accessibility(frame, publisher(&call)))
}

/// The operator of this server.
fn publisher(call: &Call) -> Publisher<'_> {
    let settings = call.settings();
    Publisher { operator: settings.operator.as_deref(), contact: settings.contact_url.as_deref() }
}

pub async fn show_safety(
    call: Call,
    _: PageParameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    page(&call, "/safety", site::safety)
}
