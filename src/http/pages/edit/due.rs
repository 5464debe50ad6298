//! `/edit`: the profiles that are due for review, the most urgent first.

use actix_web::HttpResponse;

use super::edit_page;
use super::lists::{PER_PAGE, page_count, page_number, start_of};
use crate::catalog::{DueCondition, DueLimits, Filter, ListRequest, Sort};
use crate::domain::{DueReason, KeyState, Keyword};
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::http::protocol::edit_paths::EDIT_PATH;
use crate::site::edit::{self, DueRequest};

/// The list. `due` restricts it to one reason, and `verified` is the slug of a profile that was just
/// verified.
pub async fn show_due(
    session: Session<Editor>,
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let limits = DueLimits::on(call.service().today());
    let reason = parameters.get("due").and_then(DueReason::from_word);
    let any = reason.map_or_else(|| DueReason::ALL.to_vec(), |reason| vec![reason]);
    let due = Some(DueCondition { any, none: Vec::new(), limits });
    let (all, snapshot) =
        (Filter { keys: limited_to(&session.key), ..Filter::default() }, call.snapshot());
    let filter = Filter { due, ..all.clone() };
    // After a profile was verified, the last page may be gone.
    let pages = page_count(snapshot, &filter)?;
    let page = page_number(parameters.get("page")).min(pages);
    let (start, sort) = (start_of(page), Sort::DUE);
    let list = ListRequest { filter: &filter, query: None, sort, start: &start, size: PER_PAGE };
    let selection = snapshot.select(&list).map_err(|err| Problem::internal(&err))?;
    let verified = parameters.get("verified");
    let first = (page - 1) * PER_PAGE + 1;
    let counts = snapshot.due(&all, &limits);
    let request = DueRequest { limits, counts, reason, page, pages, first, verified };
    edit_page(&session, EDIT_PATH, |frame| edit::due(frame, snapshot, &selection, &request))
}

/// The slugs of the organizations that a limited key may edit; `None` for another key.
fn limited_to(key: &KeyState) -> Option<Vec<String>> {
    let organizations = key.organizations.as_ref()?;
    Some(organizations.iter().map(|it| it.slug.to_string()).collect())
}
