//! `GET /organizations/{key}/revisions/{n}`: one revision of a profile.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::json::{JsonObject, to_vec};
use crate::domain::Profile;
use crate::http::api::changes::answers::RevisionAnswer;
use crate::http::extract::organization_key::OrganizationCall;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::revision_number::RevisionNumber;
use crate::http::problem::{HistoryResponses, KeyResponses, Problem};
use crate::http::protocol::reply::{JSON, Reply};

parameters! {
    /// The view of a revision in a response.
    pub struct RevisionParameters {
        /// `true` adds `patch`: the difference to the previous revision (RFC 6902).
        #[param(example = true)]
        diff: Option<bool> as bool,
    }
}

/// A revision with its profile.
#[derive(Serialize, ToSchema)]
pub struct RevisionWithProfile {
    #[serde(flatten)]
    revision: RevisionAnswer,
    /// The profile as it was written, without the keys of the server.
    profile: Profile,
    /// With `diff=true`: the difference to the previous revision (RFC 6902); `[]` for the first.
    #[schema(required = false)]
    patch: Vec<PatchOperation>,
}

/// One operation of a JSON Patch (RFC 6902, section 4).
#[derive(Serialize, ToSchema)]
pub struct PatchOperation {
    #[schema(example = "replace", pattern = "^(add|remove|replace)$")]
    op: String,
    /// The place, as a JSON pointer (RFC 6901).
    #[schema(example = "/summary")]
    path: String,
    /// With `add` and `replace`: the new value, of any type.
    #[schema(required = false)]
    value: serde_json::Value,
}

/// Read a revision of an organization
///
/// The profile of this revision, with its author and time. A revision changes only when
/// something in it is redacted, and then has `redacted`.
#[utoipa::path(
    get,
    path = "/api/v1/organizations/{key}/revisions/{n}",
    tag = "history",
    params(
        ("key" = String, Path, description = "Slug, former slug or identifier", example = "international-justice-mission"),
        ("n" = i32, Path, description = "The number of the revision, from 1", minimum = 1, example = 1),
        RevisionParameters,
    ),
    responses(
        (status = 200, description = "The revision", body = RevisionWithProfile),
        HistoryResponses,
        KeyResponses,
    ),
)]
pub async fn find_revision(
    call: OrganizationCall,
    number: RevisionNumber,
    Parameters(parameters): Parameters<RevisionParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let entry = call.entry();
    let number = number.check(&entry)?;
    let id = entry.id().to_owned();
    let has_patch = parameters.diff.unwrap_or(false);
    let reading = call.service().read_store(move |directory| {
        let revision = directory.revision(&id, number)?;
        let patch = if has_patch { Some(revision.patch()?) } else { None };
        Ok((revision, patch))
    });
    let (revision, patch) = reading.await?;
    let modified_at = revision.summary.modified_at;
    let mut buffer = to_vec(&RevisionAnswer::from(revision.summary));
    let mut body = JsonObject::reopen(&mut buffer);
    body.raw_member("profile", revision.document.as_bytes());
    if let Some(patch) = patch {
        body.member("patch", &patch);
    }
    body.finish();
    call.respond(Reply::strong(JSON, Some(number), modified_at), || Ok(buffer.into()))
}
