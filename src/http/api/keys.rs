//! `/keys/self`: what a key is, for who has it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::meta::json;
use crate::domain::Role;
use crate::http::Service;
use crate::http::extract::key::authorize;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::{JSON, untraced};

/// An API key, without the key.
#[derive(Serialize, ToSchema)]
pub struct Key {
    /// The part of the key that is no secret.
    #[schema(example = "7Rk2mW0c")]
    id: String,
    /// What the history calls it: `key:<name>`.
    #[schema(example = "editors")]
    name: String,
    role: Role,
    /// From when on it no longer serves; null for never.
    #[schema(required = true, format = DateTime)]
    expires_at: Option<String>,
}

/// Read what the calling key is
///
/// Its id, name, role and expiry. The answer is never kept.
#[utoipa::path(
    get,
    path = "/api/v1/keys/self",
    tag = "editing",
    security(("key" = [])),
    responses(
        (status = 200, description = "The key", body = Key),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_own_key(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    let key = authorize(&request, &service, Role::Editor).await?;
    let key = Key {
        id: key.id,
        name: key.name.to_string(),
        role: key.role,
        expires_at: key.expires_at.map(|end| end.to_string()),
    };
    Ok(untraced(&request, JSON, json(&key)?))
}
