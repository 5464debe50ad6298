//! `POST /organizations`: creates an organization, or checks whether it could.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::OrganizationAnswer;
use super::editing::{edit, problem};
use crate::catalog::NameMatch;
use crate::directory::Precondition;
use crate::domain::{Author, Draft, Organization, Profile};
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::document::Document;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::values::DryRun;
use crate::http::problem::{Problem, ProblemBody, SimilarExisting};
use crate::http::protocol::reply::{JSON, json, uncached};

parameters! {
    /// The options of a create.
    pub struct CreateParameters {
        /// `true`: check the profile, change nothing, and name the organizations that may be the
        /// same.
        #[param(example = true)]
        dry_run: DryRun as bool,
    }
}

/// The result of a create that was only tried.
#[derive(Serialize, ToSchema)]
pub struct TriedCreate {
    /// Always true: a profile that breaks rules gets 409 or 422.
    valid: bool,
    /// The organizations that may be the same, the likeliest first, at most 10.
    similar_existing: Vec<SimilarExisting>,
}

/// Create an organization
///
/// The body is a whole profile; keys that may be empty can be left out. For an idempotent request,
/// use PUT with `If-None-Match: *`. Before that, `dry_run=true` says whether the profile follows all
/// rules, and which organizations of the directory may be the same: by their names, the host of
/// their website, or their identifiers in any spelling. `similar_existing` is also in the problem of
/// a profile that breaks rules, so a body with only a `name` is enough to ask.
#[utoipa::path(
    post,
    path = "/api/v1/organizations",
    tag = "editing",
    security(("key" = [])),
    params(CreateParameters),
    request_body(content = Profile, description = "The profile"),
    responses(
        (status = 200, description = "With `dry_run`: the profile could be created", body = TriedCreate),
        (status = 201, description = "The profile was created", body = OrganizationAnswer,
            headers(("Location" = String, description = "The URL of the profile"), ("ETag" = String, description = "The ETag of its first revision"))),
        (status = 403, description = "The key is limited to some organizations", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The profile breaks rules: `errors` names all of them", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn create_organization(
    call: Call,
    Authorized { author, parts: (Parameters(parameters), Document(profile)), .. }: Authorized<
        Editor,
        (Parameters<CreateParameters>, Document<Organization>),
    >,
) -> Result<HttpResponse, Problem> {
    if parameters.dry_run.0 {
        return try_create(&call, profile, author).await;
    }
    edit(&call, Precondition::None, move |directory, _| directory.create(&profile, &author)).await
}

/// Responds with the result that a create would have.
async fn try_create(
    call: &Call,
    profile: Draft<Organization>,
    author: Author,
) -> Result<HttpResponse, Problem> {
    let proposed = &profile.references.proposed;
    let similar = call.snapshot().similar_existing(proposed, NameMatch::Similar);
    let similar_existing: Vec<SimilarExisting> = similar.into_iter().map(Into::into).collect();
    let tried = call.service().call(move |directory| directory.try_create(&profile, &author));
    match tried.await? {
        Ok(()) => {
            let body = json(&TriedCreate { valid: true, similar_existing });
            Ok(uncached(call.request(), JSON, body))
        }
        Err(err) => Err(problem(call, &Precondition::None, err).with_similar(similar_existing)),
    }
}
