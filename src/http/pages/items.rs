//! `/research` and `/ways-to-help`.

use actix_web::HttpResponse;

use super::page::page;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::PageParameters;
use crate::http::extract::parameters::items::{
    ItemParameters, ItemQuery, PageItemQuery, ResearchParameters, WayToHelpParameters,
};
use crate::http::problem::Problem;
use crate::site::{self, ItemsRequest};

pub async fn show_research(
    call: Call,
    PageParameters(PageItemQuery(query)): PageParameters<PageItemQuery<ResearchParameters>>,
) -> Result<HttpResponse, Problem> {
    show_items(&call, &query)
}

pub async fn show_ways_to_help(
    call: Call,
    PageParameters(PageItemQuery(query)): PageParameters<PageItemQuery<WayToHelpParameters>>,
) -> Result<HttpResponse, Problem> {
    show_items(&call, &query)
}

fn show_items<P: ItemParameters>(
    call: &Call,
    query: &ItemQuery<P>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let (number, per_page) = (query.paging.page.unwrap_or(1), query.paging.per_page);
    let request = ItemsRequest { kind: P::KIND, pairs: &pairs, page: number, per_page };
    let path = request.page(number);
    page(call, &path, |mut frame| {
        frame.is_unlisted = path.contains('?');
        let page = call.snapshot().select_items(&query.request())?;
        site::items(frame, call.snapshot(), request, &page)
    })
}
