//! `/keys/self`: the API key of the request.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Role, Slug};
use crate::http::extract::authorized::{Editor, Key};
use crate::http::extract::call::Context;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::reply::{JSON, json, uncached};

/// An API key, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Key)]
pub struct KeyAnswer {
    /// The public part of the key.
    #[schema(example = "7Rk2mW0c")]
    id: String,
    /// The name of the key; the history shows it as `key:<name>`.
    #[schema(example = "editors")]
    name: String,
    role: Role,
    /// When the key expires; null for never.
    #[schema(required = true, format = DateTime)]
    expires_at: Option<String>,
    /// The slugs of the only organizations that the key may edit; null for all. A limited key cannot
    /// add organizations.
    #[schema(required = true, value_type = Option<Vec<Slug>>)]
    organizations: Option<Vec<String>>,
}

/// Read the key of the request
///
/// Its id, name, role, expiry, and the organizations to which it is limited. No cache may store the response.
#[utoipa::path(
    get,
    path = "/api/v1/keys/self",
    tag = "editing",
    security(("key" = [])),
    responses(
        (status = 200, description = "The key", body = KeyAnswer),
        (status = 400, description = "A parameter was sent; this operation takes none", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_own_key(
    context: Context,
    _: Parameters<NoParameters>,
    Key { state: key, .. }: Key<Editor>,
) -> Result<HttpResponse, Problem> {
    context.accepts(JSON)?;
    let answer = KeyAnswer {
        id: key.id,
        name: key.name.to_string(),
        role: key.role,
        expires_at: key.expires_at.map(|end| end.to_string()),
        organizations: key
            .organizations
            .map(|allowed| allowed.iter().map(|it| it.slug.to_string()).collect()),
    };
    Ok(uncached(context.request(), JSON, json(&answer)))
}
