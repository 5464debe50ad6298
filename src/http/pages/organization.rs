//! `/organizations/{key}`: the page of one organization.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use super::suggestions::{linked, meant_by};
use crate::directory::{Entry, Found, Snapshot};
use crate::http::Service;
use crate::http::absolute::absolute;
use crate::http::organizations::find::{gone, identified, not_found};
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::site;

/// The profile as a page. Keys lead here as they do to the profile of the API.
pub async fn show_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let entry = match led_to(&request, &service, &snapshot, "")? {
        Led::Here(entry) => entry,
        Led::Elsewhere(answer) => return Ok(answer),
    };
    Params::parse(request.query_string(), &[]).finish()?;
    if let Some(withdrawal) = entry.withdrawal() {
        return Err(withdrawn(&snapshot, &entry, withdrawal));
    }
    let path = format!("/organizations/{}", entry.slug());
    page(&request, &service, &snapshot, &path, |frame| site::profile(frame, &snapshot, &entry))
}

/// What the key of a request leads to.
pub enum Led<'s> {
    Here(Entry<'s>),
    /// To another address.
    Elsewhere(HttpResponse),
}

/// What the key of a request leads to; `behind` stands behind the address of the page.
///
/// # Errors
///
/// 404, with what may have been meant.
pub fn led_to<'s>(
    request: &HttpRequest,
    service: &Service,
    snapshot: &'s Snapshot,
    behind: &str,
) -> Result<Led<'s>, Problem> {
    let key = request.match_info().query("key");
    let elsewhere = match snapshot.find(key) {
        Found::Organization(entry) => return Ok(Led::Here(entry)),
        Found::Moved(entry) => Some(entry),
        Found::Nothing => identified(snapshot, key),
    };
    let Some(entry) = elsewhere else {
        return Err(not_found(snapshot, key).with_suggestions(meant_by(snapshot, key)));
    };
    let target = format!("/organizations/{}{behind}", entry.slug());
    let answer = HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, absolute(request, service, &target)))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0"))
        .finish();
    Ok(Led::Elsewhere(answer))
}

/// 410 with the successor, if there is one.
fn withdrawn(snapshot: &Snapshot, entry: &Entry<'_>, withdrawal: (&str, Option<&str>)) -> Problem {
    let successor = withdrawal.1.map(|slug| snapshot.find(slug));
    let suggestions = match successor {
        Some(Found::Organization(entry) | Found::Moved(entry)) => vec![linked(&entry)],
        _ => Vec::new(),
    };
    gone(entry, withdrawal).with_suggestions(suggestions)
}
