//! `/edit/search`: organizations of any status that match a query, which is in no URL.

use actix_web::HttpResponse;

use super::lists::{PER_PAGE, page_number, start_of};
use super::{edit_page, to_page};
use crate::catalog::{Choice, Facet, Filter, ListRequest, Sort};
use crate::domain::{Keyword, Status};
use crate::http::extract::authorized::Editor;
use crate::http::extract::call::Call;
use crate::http::extract::edit_form::EditForm;
use crate::http::extract::session::Session;
use crate::http::problem::Problem;
use crate::http::protocol::edit_paths::EDIT_PATH;
use crate::site::edit;
use crate::text::SearchQuery;

/// The query of a search is in no URL, so there is nothing to show again: redirects to the list.
pub async fn begin_search(_: Session<Editor>) -> Result<HttpResponse, Problem> {
    Ok(to_page(EDIT_PATH))
}

pub async fn search(call: Call, form: EditForm<Editor>) -> Result<HttpResponse, Problem> {
    let typed = form.get("q").unwrap_or_default();
    let query = match SearchQuery::parse(typed) {
        Ok(query) if query.is_blank() => return Ok(to_page(EDIT_PATH)),
        Ok(query) => query,
        Err(invalid) => {
            let mistake = invalid.to_string();
            return edit_page(&form.session, EDIT_PATH, |frame| {
                edit::refused_search(frame, typed, &mistake)
            });
        }
    };
    let mut filter = Filter::default();
    let statuses = Status::ALL.iter().map(|status| status.as_str().to_owned());
    filter.set_choice(Facet::Status, Choice::of(statuses.collect()));
    let (page, sort) = (page_number(form.get("page")), Sort::RELEVANCE);
    let (start, query) = (start_of(page), Some(&query));
    let list = ListRequest { filter: &filter, query, sort, start: &start, size: PER_PAGE };
    let selection = call.snapshot().select(&list).map_err(|err| Problem::internal(&err))?;
    let pages = selection.total.div_ceil(PER_PAGE);
    edit_page(&form.session, EDIT_PATH, |frame| {
        edit::found(frame, typed, &selection, (page, pages))
    })
}
