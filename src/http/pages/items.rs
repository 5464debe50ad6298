//! `/research`, also as files of citations, and `/ways-to-help`.

use actix_web::HttpResponse;

use super::page::page;
use crate::catalog::{ItemDetails, ItemKind, ItemRequest, Start};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::PageParameters;
use crate::http::extract::parameters::items::{
    ItemParameters, PageItemQuery, ResearchParameters, WayToHelpParameters,
};
use crate::http::problem::Problem;
use crate::site::formats::publications;
use crate::site::{self, ItemsRequest};

/// Maximum number of publications in a file of citations.
const MAX_CITED: usize = 500;

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

/// The research that passes the filters, as a BibTeX file.
pub async fn read_research_bibtex(
    call: Call,
    PageParameters(query): PageParameters<PageItemQuery<ResearchParameters>>,
) -> Result<HttpResponse, Problem> {
    cite(&call, &query, "application/x-bibtex; charset=utf-8", publications::bibtex)
}

/// The research that passes the filters, as a RIS file.
pub async fn read_research_ris(
    call: Call,
    PageParameters(query): PageParameters<PageItemQuery<ResearchParameters>>,
) -> Result<HttpResponse, Problem> {
    let media_type = "application/x-research-info-systems; charset=utf-8";
    cite(&call, &query, media_type, publications::ris)
}

fn cite(
    call: &Call,
    query: &PageItemQuery<ResearchParameters>,
    media_type: &'static str,
    format: fn(&[ItemDetails<'_>]) -> String,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let of = format!("{} {} {}", site::BUILD, media_type, site::query_string(&pairs));
    call.respond_cached(call.reply(&of).with_type(media_type), || {
        let start = Start::Offset(0);
        let request = ItemRequest { start: &start, size: MAX_CITED, ..query.request() };
        let page = call.snapshot().select_items(&request);
        let found =
            page.and_then(|page| call.snapshot().item_details(ItemKind::Research, &page.items));
        let found = found.map_err(|err| Problem::internal(&err))?;
        Ok::<_, Problem>(format(&found).into())
    })
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
