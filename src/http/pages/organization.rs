//! `/organizations/{key}`: the page of one organization.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::page;
use super::suggestions::{linked, organizations_and_terms};
use crate::catalog::{Entry, KeyResolution, Snapshot};
use crate::http::Service;
use crate::http::organizations::find::gone;
use crate::http::organizations::keys::{IN_PAGES, Led, found, not_found_but};
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::site;

/// The profile as a page. Keys lead here as they do to the profile of the API.
pub async fn show_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let snapshot = service.snapshot()?;
    let entry = match led_to_page(&request, &service, &snapshot, "")? {
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

/// What the key of the page of an organization leads to; `behind` stands behind the key.
///
/// # Errors
///
/// 404, with what may have been meant.
pub fn led_to_page<'s>(
    request: &HttpRequest,
    service: &Service,
    snapshot: &'s Snapshot,
    behind: &str,
) -> Result<Led<'s>, Problem> {
    if let Some(led) = found(request, service, snapshot, (IN_PAGES, behind)) {
        return Ok(led);
    }
    let key = request.match_info().query("key");
    let meant = snapshot.meant_by(key);
    let problem = not_found_but(key, meant);
    Err(problem.with_suggestions(organizations_and_terms(request, snapshot, key, || meant)))
}

/// 410 with the successor, if there is one.
fn withdrawn(snapshot: &Snapshot, entry: &Entry<'_>, withdrawal: (&str, Option<&str>)) -> Problem {
    let successor = withdrawal.1.map(|slug| snapshot.resolve_key(slug));
    let suggestions = match successor {
        Some(KeyResolution::Current(entry) | KeyResolution::Redirect(entry)) => {
            vec![linked(&entry)]
        }
        _ => Vec::new(),
    };
    gone(entry, withdrawal).with_suggestions(suggestions)
}
