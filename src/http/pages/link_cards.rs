//! Link cards: the pictures that other sites show next to a link to a profile or to another page.
//!
//! Drawing one takes a while, so a server draws only a few in a second ([`LinkCards`]). A request for
//! another gets the card of the site meanwhile: programs that show links ask once, and a link without
//! any picture would stay so.
//!
//! [`LinkCards`]: crate::http::service::link_cards::LinkCards

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::block;

use crate::domain::Fingerprint;
use crate::http::extract::call::Call;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::problem::Problem;
use crate::http::protocol::reply::Reply;
use crate::http::service::link_cards::CardKey;
use crate::site::{BUILD, LinkCard};

/// `Cache-Control` of the card of the site where that of a profile was requested.
const SOON: &str = "public, max-age=60";

/// The link card as SVG.
pub async fn read_link_card(call: OrganizationCall) -> Result<HttpResponse, Problem> {
    let svg = svg(&call)?;
    call.respond(reply(&call, &svg).with_type("image/svg+xml"), || Ok(svg.into()))
}

/// The link card as PNG.
pub async fn read_drawn_link_card(call: OrganizationCall) -> Result<HttpResponse, Problem> {
    let svg = svg(&call)?;
    let reply = reply(&call, &svg).with_type("image/png").compressed();
    if let Some(cached) = call.cached(&reply) {
        return Ok(cached);
    }
    let cards = &call.service().link_cards;
    let redacted_change = call.snapshot().position().redacted_change;
    let key = CardKey { of: fingerprint(&svg), redacted_change };
    let png = match cards.kept(key).await {
        Some(kept) => kept,
        None => {
            let Some(turn) = cards.turn().await else { return card_of_site(&call).await };
            let cards = Arc::clone(cards);
            let drawn = block(move || cards.draw(turn, key, &svg));
            let drawn = drawn.await.map_err(|err| Problem::internal(&err))?;
            drawn.map_err(|err| Problem::internal(&err))?
        }
    };
    call.respond_cached(reply, || Ok(png))
}

/// The picture of the site itself, for links to all other pages, as PNG.
pub async fn read_site_card(call: Call) -> Result<HttpResponse, Problem> {
    let svg = LinkCard::of_site().svg().map_err(|err| Problem::internal(&err))?;
    let reply = Reply::weak(0, fingerprint(&svg), call.service().started);
    let reply = reply.with_type("image/png").compressed();
    if let Some(unchanged) = call.unchanged(&reply) {
        return Ok(unchanged);
    }
    let drawn = call.service().link_cards.of_site().await;
    call.respond(reply, || drawn.ok_or_else(not_drawn))
}

/// The card of the site instead of that of an organization.
async fn card_of_site(call: &Call) -> Result<HttpResponse, Problem> {
    let drawn = call.service().link_cards.of_site().await.ok_or_else(not_drawn)?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, "image/png"));
    response.insert_header((header::CACHE_CONTROL, SOON));
    Ok(response.body(drawn))
}

fn not_drawn() -> Problem {
    Problem::unavailable("link cards cannot be drawn now; try again in a moment")
}

fn svg(call: &OrganizationCall) -> Result<String, Problem> {
    call.check_shown()?;
    let card = LinkCard::of(call.snapshot(), &call.entry()).and_then(|card| card.svg());
    card.map_err(|err| Problem::internal(&err))
}

/// A reply whose ETag comes from the content of the card, so that a card is drawn again only when
/// its content has changed.
fn reply(call: &OrganizationCall, svg: &str) -> Reply {
    let at = call.snapshot().position().updated_at;
    Reply::weak(call.entry().change(), fingerprint(svg), at)
}

fn fingerprint(svg: &str) -> Fingerprint {
    Fingerprint::of(format!("{BUILD} {svg}").as_bytes())
}
