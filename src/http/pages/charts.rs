//! `/charts`: the charts of a list of organizations.

use actix_web::HttpResponse;

use super::list::search_request;
use super::page::page;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::PageParameters;
use crate::http::extract::parameters::list::PageListQuery;
use crate::http::problem::Problem;
use crate::site::{self, charts_url};

/// The charts of the list that the parameters of the URL select.
pub async fn show_charts(
    call: Call,
    PageParameters(PageListQuery(query)): PageParameters<PageListQuery>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let request = search_request(&query, &pairs, false);
    page(&call, &charts_url(&pairs), |mut frame| {
        // Search engines should not index the endless combinations of parameters.
        frame.is_unlisted = !pairs.is_empty();
        let selection = call.snapshot().select(&query.request())?;
        site::charts(frame, call.snapshot(), &selection, request)
    })
}
