//! Link cards: the pictures that other sites show next to a link to a profile or to another page.
//!
//! Any client may request any of them, and drawing one occupies a processor for a while. So they
//! are cached, and drawn one at a time.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::rt::time::timeout;
use actix_web::web::block;
use tokio::sync::OwnedSemaphorePermit;

use crate::domain::Fingerprint;
use crate::http::extract::call::Call;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::problem::Problem;
use crate::http::protocol::reply::Reply;
use crate::http::service::Service;
use crate::site::{BUILD, LinkCard, png};

/// Maximum time that a request waits for its turn to draw.
const TURN_TIMEOUT: Duration = Duration::from_secs(2);

/// The link card as SVG.
pub async fn read_link_card(call: OrganizationCall) -> Result<HttpResponse, Problem> {
    let svg = svg(&call)?;
    call.respond(reply(&call, &svg).with_type("image/svg+xml"), || Ok(svg.into()))
}

/// The link card as PNG.
pub async fn read_drawn_link_card(call: OrganizationCall) -> Result<HttpResponse, Problem> {
    let svg = svg(&call)?;
    let reply = reply(&call, &svg);
    drawn(&call, svg, reply).await
}

/// The picture of the site itself, for links to all other pages, as PNG.
pub async fn read_site_card(call: Call) -> Result<HttpResponse, Problem> {
    let svg = LinkCard::of_site().svg().map_err(|err| Problem::internal(&err))?;
    let of = Fingerprint::of(format!("{BUILD} {svg}").as_bytes());
    let reply = Reply::weak(0, of, call.service().started);
    drawn(&call, svg, reply).await
}

/// Draws a picture, or takes it from the cache.
async fn drawn(call: &Call, svg: String, reply: Reply) -> Result<HttpResponse, Problem> {
    let reply = reply.with_type("image/png").compressed();
    if let Some(cached) = call.cached(&reply) {
        return Ok(cached);
    }
    let turn = turn(call.service()).await?;
    // A request before this one may have drawn the same card.
    if let Some(cached) = call.cached(&reply) {
        return Ok(cached);
    }
    let drawing = block(move || {
        let _turn = turn;
        png(&svg)
    });
    let png = drawing.await.map_err(|err| Problem::internal(&err))?;
    call.respond_cached(reply, || png.map(Into::into).map_err(|err| Problem::internal(&err)))
}

fn svg(call: &OrganizationCall) -> Result<String, Problem> {
    call.check_shown()?;
    let card = LinkCard::of(call.snapshot(), &call.entry()).and_then(|card| card.svg());
    card.map_err(|err| Problem::internal(&err))
}

/// A reply whose ETag comes from the content of the card, so that a card is drawn again only when
/// its content has changed.
fn reply(call: &OrganizationCall, svg: &str) -> Reply {
    let of = Fingerprint::of(format!("{BUILD} {svg}").as_bytes());
    Reply::weak(call.entry().change(), of, call.snapshot().position().updated_at)
}

async fn turn(service: &Service) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = timeout(TURN_TIMEOUT, service.drawing.clone().acquire_owned()).await;
    let turn = turn.map_err(|_| {
        Problem::unavailable("too many link cards are being drawn; try again in a moment")
    })?;
    turn.map_err(|err| Problem::internal(&err))
}
