//! Every limit of the service, in one place: enforced, documented, answered at
//! `GET /api/v1/limits`.

use std::num::NonZeroUsize;
use std::time::Duration;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::negotiation::accept;
use super::reply::{JSON, Reply};
use crate::domain::{MAX_DEPTH, MAX_ELEMENTS, MAX_MEMBERS};
use crate::http::Service;
use crate::http::extract::parameters::reader::Params;
use crate::http::problem::{Problem, ProblemBody};

pub const REQUEST_HEAD_BYTES: usize = 32 << 10;
pub const URI_BYTES: usize = 8 << 10;
pub const BODY_BYTES: u64 = 1 << 20;
/// Maximum number of bytes of a body that only asks: a search, a suggestion, the form of a page.
pub const QUERY_BODY_BYTES: u64 = 16 << 10;
/// Maximum number of values of one parameter.
pub const PARAMETER_VALUES: usize = 100;
/// How many bytes an import may have.
pub const IMPORT_BYTES: u64 = 64 << 20;
/// How long an import may take to arrive, if it never stops for `BODY_TIMEOUT`.
pub const IMPORT_TIMEOUT: Duration = Duration::from_mins(5);
/// How long a request waits for the change that it asks for with `min_change`.
pub const MIN_CHANGE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a body may take.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(10);
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long an answer waits for a client that does not read it.
pub const WRITE_STALL: Duration = Duration::from_secs(30);
/// How many connections one client may have open, unless the operator says otherwise.
pub const CONNECTIONS_PER_CLIENT: NonZeroUsize = NonZeroUsize::new(100).expect("100 is not 0");
/// How many connections all clients may have open together.
pub const MAX_CONNECTIONS: usize = 10_000;
/// How many exports run at once.
pub const EXPORTS: usize = 16;
/// How many of them are one client's.
pub const EXPORTS_PER_CLIENT: NonZeroUsize = NonZeroUsize::new(4).expect("4 is not 0");
/// How long an export may take: it keeps its state of the directory in memory.
pub const EXPORT_TIMEOUT: Duration = Duration::from_mins(10);
pub const PER_PAGE_DEFAULT: usize = 20;
pub const PER_PAGE_MAX: usize = 100;
/// `page × per_page` may not be more.
pub const PAGE_WINDOW: usize = 10_000;

/// How many changes are answered at once, unless it is said.
pub const CHANGES_DEFAULT: usize = 100;
pub const CHANGES_MAX: usize = 1000;
/// For how many seconds a question for changes may stand.
pub const WAIT_MAX_SECONDS: usize = 30;

/// The limits of this server.
#[derive(Serialize, ToSchema)]
pub struct Limits {
    /// Request line and headers together, in bytes; beyond is 431.
    #[schema(example = 32768)]
    request_head_bytes: usize,
    /// Path and query together, in bytes; beyond is 414.
    #[schema(example = 8192)]
    uri_bytes: usize,
    /// A request's body, in bytes; beyond is 413.
    #[schema(example = 1048576)]
    body_bytes: u64,
    /// The body of a search, a suggestion or a form, in bytes; beyond is 413.
    #[schema(example = 16384)]
    query_body_bytes: u64,
    /// An import's body, in bytes; beyond is 413.
    #[schema(example = 67108864)]
    import_bytes: u64,
    /// How many values one parameter may have; beyond is 400.
    #[schema(example = 100)]
    parameter_values: usize,
    /// How deep arrays and objects of a document may be nested.
    #[schema(example = 32)]
    document_depth: usize,
    /// How many elements a list of a document may have.
    #[schema(example = 200)]
    list_elements: usize,
    /// Maximum number of members of one JSON object.
    #[schema(example = 1000)]
    object_members: usize,
    /// How long the request head may take, in seconds.
    #[schema(example = 5)]
    head_seconds: u64,
    /// How long a request's body may take, in seconds; beyond is 408.
    #[schema(example = 10)]
    body_seconds: u64,
    /// How long an import may take to arrive, in seconds, if it never pauses for `body_seconds`.
    #[schema(example = 300)]
    import_seconds: u64,
    /// How long an idle connection is kept, in seconds.
    #[schema(example = 15)]
    keep_alive_seconds: u64,
    /// How long a client may read nothing of an answer before the connection is closed, in
    /// seconds.
    #[schema(example = 30)]
    write_stall_seconds: u64,
    /// How many connections one client may have open; beyond is 429. Null where there is no
    /// limit.
    #[schema(required = true, example = 100)]
    connections_per_client: Option<usize>,
    /// How many connections the server holds; beyond is 503.
    #[schema(example = 10000)]
    connections: usize,
    /// How many exports one client may read at once; beyond is 429.
    #[schema(example = 4)]
    exports_per_client: usize,
    /// How many exports run at once; beyond is 503.
    #[schema(example = 16)]
    exports: usize,
    /// How long an export may take, in seconds; then its connection is closed.
    #[schema(example = 600)]
    export_seconds: u64,
    /// How many entries a page has unless it is said.
    #[schema(example = 20)]
    per_page_default: usize,
    /// How many entries a page can have.
    #[schema(example = 100)]
    per_page_max: usize,
    /// What `page` times `per_page` can be; walk on with `cursor`.
    #[schema(example = 10000)]
    page_window: usize,
    /// How many changes `GET /api/v1/changes` answers at once.
    #[schema(example = 1000)]
    changes_max: usize,
    /// For how long it may wait for a change, in seconds.
    #[schema(example = 30)]
    wait_seconds: usize,
    /// What one client may ask; null where there is no limit.
    #[schema(required = true)]
    rate_limit: Option<RateLimitLimits>,
}

/// What one client may ask: a token bucket, counted on each node by itself.
#[derive(Serialize, ToSchema)]
pub struct RateLimitLimits {
    /// Requests a minute in the long run; beyond is 429.
    #[schema(example = 600)]
    requests_per_minute: u32,
    /// Requests at once.
    #[schema(example = 200)]
    burst: u32,
}

/// Read the limits of this server
///
/// Sizes in bytes, times in seconds.
#[utoipa::path(
    get,
    path = "/api/v1/limits",
    tag = "service",
    responses(
        (status = 200, description = "The limits", body = Limits),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter was given; there is none", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn read_limits(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    Params::parse(request.query_string(), &[]).finish()?;
    let rate_limit = service.settings.rate_limit.map(|limit| RateLimitLimits {
        requests_per_minute: limit.per_minute(),
        burst: limit.burst(),
    });
    let limits = Limits {
        request_head_bytes: REQUEST_HEAD_BYTES,
        uri_bytes: URI_BYTES,
        body_bytes: BODY_BYTES,
        query_body_bytes: QUERY_BODY_BYTES,
        import_bytes: IMPORT_BYTES,
        parameter_values: PARAMETER_VALUES,
        document_depth: MAX_DEPTH,
        list_elements: MAX_ELEMENTS,
        object_members: MAX_MEMBERS,
        head_seconds: HEAD_TIMEOUT.as_secs(),
        body_seconds: BODY_TIMEOUT.as_secs(),
        import_seconds: IMPORT_TIMEOUT.as_secs(),
        keep_alive_seconds: KEEP_ALIVE.as_secs(),
        write_stall_seconds: WRITE_STALL.as_secs(),
        connections_per_client: service.settings.connections_per_client.map(NonZeroUsize::get),
        connections: service.settings.max_connections,
        exports_per_client: EXPORTS_PER_CLIENT.get(),
        exports: EXPORTS,
        export_seconds: EXPORT_TIMEOUT.as_secs(),
        per_page_default: PER_PAGE_DEFAULT,
        per_page_max: PER_PAGE_MAX,
        page_window: PAGE_WINDOW,
        changes_max: CHANGES_MAX,
        wait_seconds: WAIT_MAX_SECONDS,
        rate_limit,
    };
    let body = serde_json::to_vec(&limits).map_err(|err| Problem::internal(&err))?;
    Reply::strong(JSON, None, service.started).made(&request, &service, || Ok(body.into()))
}
