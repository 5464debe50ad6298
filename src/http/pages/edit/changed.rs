//! `/edit/changed` and `/edit/mine`: the newest changes of the directory, and those of the editor's
//! key.

use actix_web::HttpResponse;

use super::edit_page;
use super::lists::PER_PAGE;
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit::{self, Tab};

pub async fn show_changed(
    session: Session<Editor>,
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    show(&session, &call, &parameters, Tab::Changed).await
}

pub async fn show_mine(
    session: Session<Editor>,
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    show(&session, &call, &parameters, Tab::Mine).await
}

/// One page; with the parameter `before`, of the changes below that number.
async fn show(
    session: &Session<Editor>,
    call: &Call,
    parameters: &OpenParameters,
    tab: Tab,
) -> Result<HttpResponse, Problem> {
    let before = parameters.get("before").and_then(|text| text.parse().ok());
    let author = (tab == Tab::Mine).then(|| session.author(None).name);
    let position = call.snapshot().position().clone();
    // One more than is shown says whether there are older ones.
    let reading = call.service().read_store(move |directory| {
        let before = before.unwrap_or(i64::MAX);
        directory.newest_changes(&position, author.as_deref(), before, PER_PAGE + 1)
    });
    let changes = reading.await?;
    edit_page(session, tab.path(), |frame| {
        edit::changes(frame, tab, &changes, PER_PAGE, before.is_some())
    })
}
