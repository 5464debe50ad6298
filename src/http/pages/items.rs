//! `/research` and `/ways-to-help`.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use crate::http::Service;
use crate::http::items::{ItemList, ItemQuery};
use crate::http::problem::Problem;
use crate::http::{research, ways_to_help};
use crate::site::{self, ItemsRequest};

pub async fn show_research(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    items(&request, &service, &research::LIST)
}

pub async fn show_ways_to_help(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    items(&request, &service, &ways_to_help::LIST)
}

fn items(
    request: &HttpRequest,
    service: &Service,
    list: &ItemList,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let query = ItemQuery::of_page(request.query_string(), list, &snapshot)?;
    let pairs = query.written_pairs();
    let number = query.page.unwrap_or(1);
    let asked =
        ItemsRequest { kind: list.kind, pairs: &pairs, page: number, per_page: query.per_page };
    let path = asked.page(number);
    page(request, service, &snapshot, &path, |mut frame| {
        frame.is_unlisted = path.contains('?');
        let page = snapshot.select_items(&query.request(list.kind))?;
        site::items(frame, &snapshot, asked, &page)
    })
}
