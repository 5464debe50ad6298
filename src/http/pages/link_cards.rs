//! The pictures that other sites show beside a link to a profile.
//!
//! Anybody may ask for any of them, and to draw one takes a processor for a
//! while: they are kept, and drawn one at a time.

use std::time::Duration;

use actix_web::rt::time::timeout;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use tokio::sync::OwnedSemaphorePermit;

use super::organization::led_to_page;
use crate::catalog::{Entry, Snapshot};
use crate::domain::Fingerprint;
use crate::http::Service;
use crate::http::api::organizations::find::gone;
use crate::http::extract::organization_key::Led;
use crate::http::problem::Problem;
use crate::http::protocol::reply::Reply;
use crate::site::{BUILD, LinkCard, png};

/// How long a request waits for its turn to draw.
const TURN: Duration = Duration::from_secs(2);

/// The picture as SVG.
pub async fn read_link_card(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let entry = match led_to_page(&request, &service, &snapshot, "/card.svg")? {
        Led::Here(entry) => entry,
        Led::Elsewhere(answer) => return Ok(answer),
    };
    let svg = svg(&snapshot, &entry)?;
    reply(&snapshot, &entry, &svg)
        .of_type("image/svg+xml")
        .made(&request, &service, || Ok(svg.into()))
}

/// The picture as PNG.
pub async fn read_drawn_link_card(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let entry = match led_to_page(&request, &service, &snapshot, "/card.png")? {
        Led::Here(entry) => entry,
        Led::Elsewhere(answer) => return Ok(answer),
    };
    let svg = svg(&snapshot, &entry)?;
    let reply = reply(&snapshot, &entry, &svg).of_type("image/png").packed();
    if let Some(found) = reply.found(&request, &service) {
        return Ok(found);
    }
    let turn = turn(&service).await?;
    // Who stood before may have drawn the same.
    if let Some(found) = reply.found(&request, &service) {
        return Ok(found);
    }
    let drawn = web::block(move || {
        let _turn = turn;
        png(&svg)
    });
    let drawn = drawn.await.map_err(|err| Problem::internal(&err))?;
    reply.kept(&request, &service, || drawn.map(Into::into).map_err(|err| Problem::internal(&err)))
}

fn svg(snapshot: &Snapshot, entry: &Entry<'_>) -> Result<String, Problem> {
    if let Some(withdrawal) = entry.withdrawal() {
        return Err(gone(entry, withdrawal));
    }
    let card = LinkCard::of(snapshot, entry).and_then(|card| card.svg());
    card.map_err(|err| Problem::internal(&err))
}

/// An answer that is tagged by what is shown: so a picture is drawn again only
/// when something in it has changed.
fn reply(snapshot: &Snapshot, entry: &Entry<'_>, svg: &str) -> Reply {
    let of = Fingerprint::of(format!("{BUILD} {svg}").as_bytes());
    Reply::weak(entry.change(), of, snapshot.position().updated_at)
}

async fn turn(service: &Service) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = timeout(TURN, service.drawing.clone().acquire_owned()).await;
    let turn = turn.map_err(|_| Problem::unavailable("many pictures are being drawn"))?;
    turn.map_err(|err| Problem::internal(&err))
}
