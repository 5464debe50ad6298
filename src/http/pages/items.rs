//! `/research`, also as files of citations, and `/ways-to-help`.

use actix_web::HttpResponse;

use super::list::COLLECTION;
use super::page::Page;
use crate::catalog::{ItemKind, ItemRequest, Start};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::PageParameters;
use crate::http::extract::parameters::items::{
    ItemParameters, PageItemQuery, ResearchParameters, WayToHelpParameters,
};
use crate::http::problem::Problem;
use crate::http::protocol::limits::CITATIONS_MAX;
use crate::http::protocol::links::TypedLinks;
use crate::http::protocol::reply::JSON;
use crate::site::formats::{CC0, CitationFormat};
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

/// The research that passes the filters, as a BibTeX file.
pub async fn read_research_bibtex(
    call: Call,
    PageParameters(query): PageParameters<PageItemQuery<ResearchParameters>>,
) -> Result<HttpResponse, Problem> {
    cite(&call, &query, CitationFormat::Bibtex)
}

/// The research that passes the filters, as a RIS file.
pub async fn read_research_ris(
    call: Call,
    PageParameters(query): PageParameters<PageItemQuery<ResearchParameters>>,
) -> Result<HttpResponse, Problem> {
    cite(&call, &query, CitationFormat::Ris)
}

fn cite(
    call: &Call,
    query: &PageItemQuery<ResearchParameters>,
    format: CitationFormat,
) -> Result<HttpResponse, Problem> {
    let pairs = query.written_pairs();
    let media_type = format.content_type();
    let of = format!("{} {} {}", site::BUILD, media_type, site::query_string(&pairs));
    call.respond_cached(call.reply(&of).with_type(media_type), || {
        let start = Start::Offset(0);
        let request = ItemRequest { start: &start, size: CITATIONS_MAX, ..query.request() };
        let page = call.snapshot().select_items(&request);
        let found =
            page.and_then(|page| call.snapshot().item_details(ItemKind::Research, &page.items));
        let found = found.map_err(|err| Problem::internal(&err))?;
        Ok::<_, Problem>(format.publications(&found).into())
    })
}

/// The links from the page to the same research for programs (FAIR Signposting).
fn links(call: &Call, request: ItemsRequest<'_>) -> TypedLinks {
    let file = |extension: &str| call.absolute_url(&request.file(extension));
    let (bibtex, ris) = (CitationFormat::Bibtex, CitationFormat::Ris);
    TypedLinks::default()
        .to("describedby", file("bib"), Some(bibtex.media_type()))
        .to("describedby", file("ris"), Some(ris.media_type()))
        .to("item", call.absolute_url(&request.as_json()), Some(JSON))
        .to("license", CC0, None)
        .to("type", COLLECTION, None)
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
    let page = Page::at(call, &request.page(request.page))?;
    let page =
        if P::KIND == ItemKind::Research { page.with_links(&links(call, request)) } else { page };
    page.send(call, |frame| {
        let page = call.snapshot().select_items(&query.request())?;
        let counts = call.snapshot().count_items(&query.request())?;
        site::items(frame, call.snapshot(), request, &page, &counts)
    })
}
