//! `/research` and `/ways-to-help`.

use actix_web::HttpResponse;

use super::page::page;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::PageParameters;
use crate::http::extract::parameters::items::{
    ItemParameters, PageItemQuery, ResearchParameters, WayToHelpParameters,
};
use crate::http::problem::Problem;
use crate::site::{self, ItemsRequest};

pub async fn show_research(
    call: Call,
    PageParameters(query): PageParameters<PageItemQuery<ResearchParameters>>,
) -> Result<HttpResponse, Problem> {
    show_items(&call, &query)
}

pub async fn show_ways_to_help(
    call: Call,
    PageParameters(query): PageParameters<PageItemQuery<WayToHelpParameters>>,
) -> Result<HttpResponse, Problem> {
    show_items(&call, &query)
}

fn show_items<P: ItemParameters>(
    call: &Call,
    query: &PageItemQuery<P>,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let orders: Vec<&str> = query.orders().collect();
    let paging = &query.list.paging;
    let request = ItemsRequest {
        kind: P::KIND,
        pairs: &pairs,
        page: paging.page.unwrap_or(1),
        per_page: paging.per_page,
        order: query.order(),
        orders: &orders,
    };
    page(call, &request.page(request.page), |frame| {
        let page = call.snapshot().select_items(&query.request())?;
        let counts = call.snapshot().count_items(&query.request())?;
        site::items(frame, call.snapshot(), request, &page, &counts)
    })
}
