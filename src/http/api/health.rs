//! Whether this node is alive, and whether it can answer.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Service;
use crate::http::problem::Problem;
use crate::http::protocol::reply::{JSON, Reply};

/// The process is alive.
#[derive(Serialize, ToSchema)]
pub struct Liveness {
    #[schema(example = "live")]
    status: &'static str,
}

/// How well this node can answer.
#[derive(Serialize, ToSchema)]
pub struct Readiness {
    /// `ready`; `degraded` while reads are answered and an operator must look at
    /// `why`; `behind` while readers lack changes for too long; `building` while the
    /// catalog is being built; `stopping`.
    #[schema(example = "ready")]
    status: &'static str,
    /// Whether the store answered last: `up` or `away`.
    #[schema(example = "up")]
    store: &'static str,
    catalog: CatalogReadiness,
    /// How many changes of the store readers do not see here yet, as far as is known.
    #[schema(example = 0)]
    lag: i64,
    /// Why it is not `ready`.
    #[schema(required = true)]
    why: Option<String>,
}

/// How far the catalog has come.
#[derive(Serialize, ToSchema)]
pub struct CatalogReadiness {
    /// The last change that readers see.
    #[schema(example = 89)]
    change: i64,
}

/// Ask whether the process is alive
#[utoipa::path(
    get,
    path = "/livez",
    tag = "service",
    responses(
        (status = 200, description = "It is", body = Liveness),
        (status = 304, description = "It is, as before"),
    ),
)]
pub async fn read_liveness(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let body =
        serde_json::to_vec(&Liveness { status: "live" }).map_err(|err| Problem::internal(&err))?;
    Reply::strong(JSON, None, service.started).made(&request, &service, || Ok(body.into()))
}

/// Ask whether this node can answer
///
/// 200 as long as reads can be answered, also while the database is away; 503
/// while the catalog is being built, while readers lack changes for too long (10
/// seconds where the index fails, 10 minutes without any progress), and once the
/// server is stopping.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    responses(
        (status = 200, description = "Reads are answered", body = Readiness),
        (status = 503, description = "The catalog is being built, readers lack changes for too long, or the server is stopping", body = Readiness),
    ),
)]
pub async fn read_readiness(service: Data<Service>) -> HttpResponse {
    let health = service.directory.health();
    let (code, status, why) = match (&health.trouble, health.ready) {
        _ if service.is_stopping() => (503, "stopping", Some("the server is stopping".to_owned())),
        _ if health.ready && health.behind.is_some() => (503, "behind", health.behind.clone()),
        (None, true) => (200, "ready", None),
        (Some(trouble), true) => (200, "degraded", Some(trouble.clone())),
        (Some(trouble), false) => (503, "building", Some(trouble.clone())),
        (None, false) => (503, "building", Some("the catalog is being built".to_owned())),
    };
    let mut response =
        HttpResponse::build(StatusCode::from_u16(code).unwrap_or(StatusCode::SERVICE_UNAVAILABLE));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if code == 503 {
        response.insert_header((header::RETRY_AFTER, "1"));
    }
    response.json(Readiness {
        status,
        store: if health.store_up { "up" } else { "away" },
        catalog: CatalogReadiness { change: health.change },
        lag: health.lag,
        why,
    })
}
