//! The pages that people read: one file a page. Each reads what is asked, has
//! `site` make the page, and sends it.

mod assets;
mod compare;
mod countries;
pub mod docs;
mod finding;
mod history;
mod items;
mod link_cards;
mod machines;
mod organization;
mod plain;
mod problem_page;
pub mod problems;
mod suggestions;
mod terms;

pub use assets::read_asset;
pub use compare::show_comparison;
pub use countries::{show_countries, show_country};
pub use finding::{show_finding, show_finding_without_a_trace};
pub use history::{show_history, show_revision};
pub use items::{show_research, show_ways_to_help};
pub use link_cards::{read_drawn_link_card, read_link_card};
pub use machines::{
    read_llms, read_robots, read_search_description, read_sitemap, read_sitemap_index,
};
pub use organization::show_organization;
pub use plain::{show_about, show_safety};
pub use problem_page::{problem_page, wants_page};
pub use terms::{show_approach, show_approaches, show_focus_area, show_focus_areas};

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::Service;
use super::api::meta::list_reply;
use super::problem::Problem;
use super::protocol::absolute::absolute;
use super::protocol::negotiation::accept;
use super::protocol::reply::Reply;
use crate::catalog::Snapshot;
use crate::site::{self, Frame, SiteError};

/// The media type of pages.
pub const HTML: &str = "text/html; charset=utf-8";

/// What pages may do: load our own stylesheet, script and pictures, and ask our own server.
/// Nothing stands in them that a browser would run.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Sends the page at `path`, which depends on nothing but the snapshot: from memory, where it was
/// made before.
pub fn page(
    request: &HttpRequest,
    service: &Service,
    snapshot: &Snapshot,
    path: &str,
    make: impl FnOnce(Frame) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    Page::at(request, service, snapshot, path)?.send(request, service, make)
}

/// A page that is asked for, before it is made.
pub struct Page {
    frame: Frame,
    reply: Reply,
}

impl Page {
    /// The page at `path`.
    ///
    /// # Errors
    ///
    /// 406 for who does not read HTML.
    pub fn at(
        request: &HttpRequest,
        service: &Service,
        snapshot: &Snapshot,
        path: &str,
    ) -> Result<Self, Problem> {
        accept(request, "text/html")?;
        let frame = frame(request, service, path);
        // Whatever the page shows must be in its tag: also what the operator set.
        let contact = service.settings.contact_url.as_deref().unwrap_or_default();
        let of = format!("page {} {} {} {contact}", site::BUILD, frame.canonical(), frame.exit);
        Ok(Self { frame, reply: list_reply(snapshot, &of).of_type(HTML) })
    }

    /// The page without making it, where the client or memory has it: what it is made of need not
    /// be asked for.
    pub fn found(&self, request: &HttpRequest, service: &Service) -> Option<HttpResponse> {
        let mut response = self.reply.found(request, service)?;
        secure(&mut response);
        Some(response)
    }

    /// Sends it, made now if need be.
    pub fn send(
        self,
        request: &HttpRequest,
        service: &Service,
        make: impl FnOnce(Frame) -> Result<String, SiteError>,
    ) -> Result<HttpResponse, Problem> {
        let Self { frame, reply } = self;
        let mut response = reply.kept(request, service, || {
            let html = make(frame).map_err(|err| Problem::internal(&err))?;
            Ok::<_, Problem>(html.into())
        })?;
        secure(&mut response);
        Ok(response)
    }
}

/// A page of the path `path`.
pub fn frame(request: &HttpRequest, service: &Service, path: &str) -> Frame {
    let exit = service.settings.exit_url.as_deref().unwrap_or(site::EXIT_URL);
    Frame {
        base: absolute(request, service, ""),
        path: path.to_owned(),
        exit: exit.to_owned(),
        is_unlisted: false,
    }
}

/// Sets the header that pages have beside those of every answer.
pub fn secure(response: &mut HttpResponse) {
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, POLICY);
}
