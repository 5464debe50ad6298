//! Runs edits of organizations, and responds to them.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

use crate::catalog::{Encoding, Representation, http_date, organization_path};
use crate::directory::{Directory, EditError, Edited, EditedOrganization, Outcome, Precondition};
use crate::domain::{Organization, OrganizationState, Status, read_stored};
use crate::http::api::editing::{status, written};
use crate::http::extract::call::Call;
use crate::http::extract::organization_key::not_found;
use crate::http::problem::{PRECONDITION_FAILED, Problem, UNKNOWN_REVISION};
use crate::http::protocol::reply::JSON;

/// Runs an edit and responds with the current profile.
///
/// # Errors
///
/// A refused edit: 404, 409, 410, 412 or 422; 5xx if the store failed.
pub async fn edit(
    call: &Call,
    precondition: Precondition,
    work: impl FnOnce(&Directory, &Precondition) -> EditedOrganization + Send + 'static,
) -> Result<HttpResponse, Problem> {
    match run(call, precondition, work).await? {
        Ok(edited) => Ok(current_profile(call, edited).await),
        Err(redirect) => Ok(redirect),
    }
}

/// Runs an edit. The inner error is a redirect, if the organization was renamed meanwhile.
///
/// # Errors
///
/// A refused edit: 404, 409, 410, 412 or 422; 5xx if the store failed.
pub async fn run(
    call: &Call,
    precondition: Precondition,
    work: impl FnOnce(&Directory, &Precondition) -> EditedOrganization + Send + 'static,
) -> Result<Result<Edited<OrganizationState>, HttpResponse>, Problem> {
    let expected = precondition.clone();
    match call.service().call(move |directory| work(directory, &precondition)).await? {
        Ok(edited) => Ok(Ok(edited)),
        Err(EditError::Moved(owner)) => {
            Ok(Err(call.redirect(&organization_path(&owner)).error_response()))
        }
        Err(err) => Err(problem(call, &expected, err)),
    }
}

/// Responds with the profile after an edit.
async fn current_profile(call: &Call, edited: Edited<OrganizationState>) -> HttpResponse {
    let mut response = written(call, edited.change, status(edited.outcome)).await;
    let path = organization_path(&edited.state.slug);
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.insert_header((header::ETAG, etag(&edited.state)));
    response.insert_header((header::LAST_MODIFIED, http_date(edited.state.updated_at)));
    match edited.outcome {
        Outcome::Created => {
            response.insert_header((header::LOCATION, call.absolute_url(&path)));
        }
        _ => {
            response.insert_header((header::CONTENT_LOCATION, path));
        }
    }
    response.body(Representation::of_profile(&edited.state, Encoding::Identity).body)
}

/// The ETag of a profile without a content coding.
pub fn etag(state: &OrganizationState) -> HeaderValue {
    let etag = match state.status {
        Status::Withdrawn => format!("\"r{}-withdrawn\"", state.revision).into(),
        _ => Representation::of_profile(state, Encoding::Identity).etag,
    };
    HeaderValue::from_maybe_shared(etag).expect("ETags are printable ASCII")
}

/// The problem for a refused edit.
pub fn problem(call: &Call, precondition: &Precondition, err: EditError) -> Problem {
    match err {
        EditError::Unknown => not_found(call.snapshot(), call.path_part("key")),
        EditError::AlreadyWithdrawn(state) => withdrawn(&state),
        EditError::UnknownRevision { wanted, last } => Problem::new(
            &UNKNOWN_REVISION,
            format!("there is no revision {wanted}; the revisions are 1 to {last}"),
        ),
        EditError::Stale(state) => stale(&state, precondition),
        EditError::NotAllowed(allowed) => Problem::of_limited_key(&allowed),
        EditError::Rejected(violations) => Problem::of_violations(violations),
        EditError::Store(err) => Problem::of_store(err),
        err => Problem::internal(&err),
    }
}

/// 412 with the current revision.
fn stale(state: &OrganizationState, precondition: &Precondition) -> Problem {
    let OrganizationState { slug, revision, .. } = state;
    let detail = match precondition {
        Precondition::Absent => format!("`{slug}` already exists, with revision {revision}"),
        _ => {
            format!("the current revision of `{slug}` is {revision}; read it, and repeat your edit")
        }
    };
    Problem::new(&PRECONDITION_FAILED, detail)
        .with_header(header::ETAG, etag(state))
        .with_revision(*revision)
}

/// 410 for a withdrawal of an organization that was withdrawn for another reason.
fn withdrawn(state: &OrganizationState) -> Problem {
    let profile: Result<Organization, _> = read_stored(&state.document);
    let withdrawal = profile.ok().and_then(|profile| profile.withdrawal.clone());
    let reason = withdrawal.as_ref().map_or("", |withdrawal| withdrawal.reason.as_str());
    let successor = withdrawal.as_ref().and_then(|it| it.successor.as_ref());
    Problem::gone(state.slug.as_str(), state.revision, reason, successor.map(|slug| slug.as_str()))
}
