//! Files for programs: sitemaps, `/robots.txt`, `/opensearch.xml` and `/llms.txt`.
//!
//! They ignore the `Accept` header, because crawlers send all kinds of them, and the query.

use actix_web::HttpResponse;
use bytes::Bytes;

use crate::http::extract::call::{Call, Context};
use crate::http::problem::{Problem, UNKNOWN_ROUTE};
use crate::site::{self, SiteError, Sitemap};

/// The media type of sitemaps.
const XML: &str = "application/xml";

const TEXT: &str = "text/plain; charset=utf-8";

/// The index of all sitemaps.
pub async fn read_sitemap_index(call: Call) -> Result<HttpResponse, Problem> {
    sitemap(&call, |base| site::sitemap_index(base, call.snapshot()))
}

/// One of the sitemaps of the index.
pub async fn read_sitemap(call: Call) -> Result<HttpResponse, Problem> {
    let all = Sitemap::all(call.snapshot()).map_err(|err| Problem::internal(&err))?;
    let path = call.request().path();
    let Some(file) = all.into_iter().find(|file| file.path() == path) else {
        let detail = "there is no such sitemap; `/sitemap.xml` lists all";
        return Err(Problem::new(&UNKNOWN_ROUTE, detail));
    };
    sitemap(&call, |base| file.xml(base, call.snapshot()))
}

/// Sends a file that depends on the snapshot and the URL of this server.
fn sitemap(
    call: &Call,
    make: impl FnOnce(&str) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    let base = call.absolute_url("");
    let of = format!("{} {base}{}", site::BUILD, call.request().path());
    call.respond_cached(call.reply(&of).with_type(XML), || text(make(&base)))
}

/// The paths that crawlers should not read.
pub async fn read_robots(context: Context) -> Result<HttpResponse, Problem> {
    constant(&context, TEXT, site::robots)
}

/// The description of the search, for browsers.
pub async fn read_search_description(context: Context) -> Result<HttpResponse, Problem> {
    constant(&context, "application/opensearchdescription+xml", site::search_description)
}

/// The guide to this site for language models.
pub async fn read_llms(context: Context) -> Result<HttpResponse, Problem> {
    constant(&context, TEXT, site::llms)
}

/// Sends a file that depends only on the URL of this server, even while the catalog is being built.
fn constant(
    context: &Context,
    content_type: &'static str,
    make: impl FnOnce(&str) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    let base = context.absolute_url("");
    context.respond(context.of_program(content_type), || text(make(&base)))
}

fn text(made: Result<String, SiteError>) -> Result<Bytes, Problem> {
    made.map(Into::into).map_err(|err| Problem::internal(&err))
}
