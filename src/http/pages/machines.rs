//! What other programs find: sitemaps, `/robots.txt`, `/opensearch.xml` and
//! `/llms.txt`.
//!
//! Whatever a client says it accepts it is sent these, since crawlers say all
//! sorts of things; and a query changes nothing.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::catalog::Snapshot;
use crate::http::Service;
use crate::http::api::meta::list_reply;
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::http::protocol::absolute::absolute;
use crate::http::protocol::reply::Reply;
use crate::site::{self, SiteError, Sitemap};

/// The media type of sitemaps.
const XML: &str = "application/xml";

const TEXT: &str = "text/plain; charset=utf-8";

/// The index of all sitemaps.
pub async fn read_sitemap_index(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    sitemap(&request, &service, &snapshot, |base| site::sitemap_index(base, &snapshot))
}

/// One of the sitemaps that the index names.
pub async fn read_sitemap(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let all = Sitemap::all(&snapshot).map_err(|err| Problem::internal(&err))?;
    let Some(file) = all.into_iter().find(|file| file.path() == request.path()) else {
        let detail = "there is no such sitemap; `/sitemap.xml` names all";
        return Err(Problem::new(&UNKNOWN_ROUTE, detail));
    };
    sitemap(&request, &service, &snapshot, |base| file.xml(base, &snapshot))
}

/// What depends on the snapshot and on the address of this server: from memory,
/// where it was made before.
fn sitemap(
    request: &HttpRequest,
    service: &Service,
    snapshot: &Snapshot,
    make: impl FnOnce(&str) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    let base = absolute(request, service, "");
    let of = format!("{} {base}{}", site::BUILD, request.path());
    let reply = list_reply(snapshot, &of).of_type(XML);
    reply.kept(request, service, || text(make(&base)))
}

/// What crawlers need not ask for.
pub async fn read_robots(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    constant(&request, &service, TEXT, site::robots)
}

/// How a browser searches here.
pub async fn read_search_description(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let content_type = "application/opensearchdescription+xml";
    constant(&request, &service, content_type, site::search_description)
}

/// What whoever feeds a language model should know.
pub async fn read_llms(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    constant(&request, &service, TEXT, site::llms)
}

/// What depends on the address of this server alone: it is answered also while
/// the catalog is being built.
fn constant(
    request: &HttpRequest,
    service: &Service,
    content_type: &'static str,
    make: impl FnOnce(&str) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    let base = absolute(request, service, "");
    let reply = Reply::strong(content_type, None, service.started);
    reply.made(request, service, || text(make(&base)))
}

fn text(made: Result<String, SiteError>) -> Result<bytes::Bytes, Problem> {
    made.map(Into::into).map_err(|err| Problem::internal(&err))
}
