//! What the writing requests of organizations share.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::keys::{IN_API, identified, not_found};
use crate::catalog::KeyResolution;
use crate::directory::{Directory, EditError, EditedOrganization, Precondition};
use crate::domain::{Organization, OrganizationState, Slug, organization_path, read_stored};
use crate::http::Service;
use crate::http::absolute::redirect;
use crate::http::problem::{PRECONDITION_FAILED, Problem, UNKNOWN_REVISION};
use crate::http::writing;

/// The slug that a request edits, or the answer for a key that is no slug of a
/// profile: a redirect for an alias, else 404.
///
/// # Errors
///
/// 404 where nothing can have the key.
pub fn edited_slug(
    request: &HttpRequest,
    service: &Service,
    behind: &str,
) -> Result<Result<Slug, HttpResponse>, Problem> {
    let snapshot = service.snapshot()?;
    let key = request.match_info().query("key");
    let alias = match snapshot.resolve_key(key) {
        KeyResolution::Redirect(entry) => Some(entry),
        KeyResolution::Current(_) => None,
        KeyResolution::Unknown => identified(&snapshot, key),
    };
    if let Some(entry) = alias {
        let path = format!("{IN_API}/{}{behind}", entry.slug());
        return Ok(Err(redirect(request, service, &path)));
    }
    key.parse().map(Ok).map_err(|_| not_found(&snapshot, key))
}

/// Runs an edit and answers with what stands then.
///
/// # Errors
///
/// With what the edit breaks.
pub async fn edit(
    request: &HttpRequest,
    service: &Data<Service>,
    precondition: &Precondition,
    work: impl FnOnce(&Directory) -> EditedOrganization + Send + 'static,
) -> Result<HttpResponse, Problem> {
    match service.ask(work).await? {
        Ok(edited) => Ok(writing::edited(request, service, edited).await),
        Err(EditError::Moved(owner)) => Ok(redirect(request, service, &organization_path(&owner))),
        Err(err) => Err(problem(request, service, precondition, err)),
    }
}

/// Why an edit was refused, for the client.
pub fn problem(
    request: &HttpRequest,
    service: &Service,
    precondition: &Precondition,
    err: EditError,
) -> Problem {
    match err {
        EditError::Unknown => match service.snapshot() {
            Ok(snapshot) => not_found(&snapshot, request.match_info().query("key")),
            Err(problem) => problem,
        },
        EditError::Gone(state) => withdrawn(&state),
        EditError::UnknownRevision { wanted, last } => Problem::new(
            &UNKNOWN_REVISION,
            format!("there is no revision {wanted}; the revisions are 1 to {last}"),
        ),
        EditError::Stale(state) => stale(&state, precondition),
        EditError::Rejected(violations) => Problem::of_violations(violations),
        EditError::Store(err) => Problem::of_store(err),
        err => Problem::internal(&err),
    }
}

/// 412, with what stands now.
fn stale(state: &OrganizationState, precondition: &Precondition) -> Problem {
    let detail = match precondition {
        Precondition::Absent => {
            format!("`{}` is there already, in revision {}", state.slug, state.revision)
        }
        _ => format!(
            "revision {} of `{}` stands now; read it, and make your edit again",
            state.revision, state.slug
        ),
    };
    let mut problem =
        Problem::new(&PRECONDITION_FAILED, detail).with_header(header::ETAG, writing::tag(state));
    problem.revision = Some(state.revision);
    problem
}

/// 410, for who withdraws what was withdrawn for another reason.
fn withdrawn(state: &OrganizationState) -> Problem {
    let profile: Result<Organization, _> = read_stored(&state.document);
    let withdrawal = profile.ok().and_then(|profile| profile.withdrawal.clone());
    let reason = withdrawal.as_ref().map_or("", |withdrawal| withdrawal.reason.as_str());
    let successor = withdrawal.as_ref().and_then(|it| it.successor.as_ref());
    Problem::gone(state.slug.as_str(), state.revision, reason, successor.map(|slug| slug.as_str()))
}

/// The headers of a request without a body that was done.
pub fn no_content(change: i64, tag: Option<HeaderValue>) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response.insert_header((writing::X_CHANGE, change));
    if let Some(tag) = tag {
        response.insert_header((header::ETAG, tag));
    }
    response.finish()
}
