//! What this API is, and of what state its data.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Snapshot;
use crate::domain::{API, Fingerprint};
use crate::http::Service;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::{JSON, Reply};

/// This API and its data.
#[derive(Serialize, ToSchema)]
pub struct ApiInfo {
    #[schema(example = "Antislavery Directory")]
    name: &'static str,
    /// The version of the program.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// Where the OpenAPI document is.
    #[schema(example = "/api/v1/openapi.json")]
    openapi_url: String,
    data: DataInfo,
}

/// The data of a directory.
#[derive(Serialize, ToSchema)]
pub struct DataInfo {
    /// How many organizations there are that are not withdrawn.
    #[schema(example = 41)]
    organizations: usize,
    /// The number of the last change.
    #[schema(example = 89)]
    change: i64,
    /// When the last change was made.
    #[schema(example = "2026-11-25T10:00:00Z", format = DateTime)]
    updated_at: String,
    /// The licence of the data, as an SPDX identifier.
    #[schema(example = "CC0-1.0")]
    licence: &'static str,
}

/// Read what this API is
///
/// Its name and version, where its description is, and the state of its data.
#[utoipa::path(
    get,
    path = "/api/v1",
    tag = "service",
    responses(
        (status = 200, description = "The API and its data", body = ApiInfo),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_api(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    let snapshot = service.snapshot()?;
    let position = snapshot.position();
    let info = ApiInfo {
        name: "Antislavery Directory",
        version: env!("CARGO_PKG_VERSION"),
        openapi_url: format!("{API}/openapi.json"),
        data: DataInfo {
            organizations: snapshot.organization_count(),
            change: position.change,
            updated_at: position.updated_at.to_string(),
            licence: "CC0-1.0",
        },
    };
    list_reply(&snapshot, "").made(&request, &service, || json(&info))
}

/// The reply for an answer that depends on the state of the directory and on
/// `query`, the request in its canonical form.
pub fn list_reply(snapshot: &Snapshot, query: &str) -> Reply {
    let position = snapshot.position();
    // A change that was lost in a failover and made anew has its number, not its time.
    let (directory, at) = (&position.directory, position.updated_at);
    let of = format!("{directory} {at} {} {query}", env!("CARGO_PKG_VERSION"));
    Reply::weak(position.change, Fingerprint::of(of.as_bytes()), position.updated_at)
}

/// A value as the body of an answer.
pub fn json(value: &impl Serialize) -> Result<bytes::Bytes, Problem> {
    serde_json::to_vec(value).map(Into::into).map_err(|err| Problem::internal(&err))
}
