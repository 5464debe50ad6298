//! `/livez` and `/readyz`: whether this node is alive, and whether it is ready.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Health;
use crate::http::extract::call::Context;
use crate::http::problem::Problem;
use crate::http::protocol::reply::{JSON, json};

/// The process is alive.
#[derive(Serialize, ToSchema)]
pub struct Liveness {
    #[schema(example = "live")]
    status: &'static str,
}

/// How ready this node is.
#[derive(Serialize, ToSchema)]
pub struct Readiness {
    /// `ready`; `degraded` while the node answers reads but the operator must act on `why`;
    /// `behind` while readers have lacked changes for too long; `building` while the catalog is
    /// being built; `stopping`.
    #[schema(example = "ready")]
    status: &'static str,
    /// Whether the store responded to the latest call: `up` or `away`; `read-only` if it responds
    /// but accepts no writes from this node.
    #[schema(example = "up")]
    store: &'static str,
    catalog: CatalogReadiness,
    /// Number of changes that readers of this node do not see yet, as far as is known.
    #[schema(example = 0)]
    lag: i64,
    /// Why it is not `ready`.
    #[schema(required = true)]
    why: Option<String>,
}

/// The state of the catalog.
#[derive(Serialize, ToSchema)]
pub struct CatalogReadiness {
    /// The number of the newest change that readers see.
    #[schema(example = 89)]
    change: i64,
}

/// Check that the process is alive
#[utoipa::path(
    get,
    path = "/livez",
    tag = "service",
    responses(
        (status = 200, description = "The process is alive", body = Liveness),
        (status = 304, description = "The client already has this version"),
    ),
)]
pub async fn read_liveness(context: Context) -> Result<HttpResponse, Problem> {
    context.respond(context.of_program(JSON), || Ok(json(&Liveness { status: "live" })))
}

/// Check that this node is ready
///
/// 200 while the node answers reads, even while the database is not available. 503 while the
/// catalog is being built, while readers have lacked changes for too long (10 seconds if the index
/// fails, 10 minutes without any progress), and while the server is stopping.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "service",
    responses(
        (status = 200, description = "The node answers reads", body = Readiness),
        (status = 503, description = "The catalog is being built, readers have lacked changes for too long, or the server is stopping", body = Readiness),
    ),
)]
pub async fn read_readiness(context: Context) -> HttpResponse {
    let service = context.service();
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
        store: match &health {
            Health { store_up: false, .. } => "away",
            Health { read_only: true, .. } => "read-only",
            Health { .. } => "up",
        },
        catalog: CatalogReadiness { change: health.change },
        lag: health.lag,
        why,
    })
}
