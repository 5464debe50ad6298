//! `/edit/withdrawn`: the withdrawn organizations, the last one first.

use actix_web::HttpResponse;

use super::edit_page;
use super::lists::{PER_PAGE, page_count, page_number, start_of};
use crate::catalog::{Choice, Facet, Filter, ListRequest, Sort, SortField};
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::site::edit::{self, Tab};

pub async fn show_withdrawn(
    session: Session<Editor>,
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    let mut filter = Filter::default();
    filter.set_choice(Facet::Status, Choice::of(vec!["withdrawn".to_owned()]));
    let snapshot = call.snapshot();
    let pages = page_count(snapshot, &filter)?;
    let page = page_number(parameters.get("page")).min(pages);
    let start = start_of(page);
    let sort = Sort { field: SortField::UpdatedAt, descending: true };
    let list = ListRequest { filter: &filter, query: None, sort, start: &start, size: PER_PAGE };
    let selection = snapshot.select(&list).map_err(|err| Problem::internal(&err))?;
    edit_page(&session, Tab::Withdrawn.path(), |frame| {
        edit::withdrawn(frame, snapshot, &selection, (page, pages))
    })
}
