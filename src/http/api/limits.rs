//! `/limits`: the limits of this server.

use std::num::NonZeroUsize;

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{MAX_DEPTH, MAX_ELEMENTS, MAX_MEMBERS};
use crate::http::extract::call::Context;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{Problem, StaticResponses};
use crate::http::protocol::limits::{
    BODY_BYTES, BODY_TIMEOUT, CHANGES_MAX, CITATIONS_MAX, DATASET_TIMEOUT, EDIT_FORM_BYTES,
    EDIT_FORM_FIELDS, EXPORT_TIMEOUT, EXPORTS, EXPORTS_PER_CLIENT, EXTEND_IDS, HEAD_TIMEOUT,
    IMPORT_BYTES, IMPORT_TIMEOUT, KEEP_ALIVE, MESSAGE_BYTES, PAGE_WINDOW, PARAMETER_VALUES,
    PER_PAGE_DEFAULT, PER_PAGE_MAX, QUERY_BODY_BYTES, RECONCILE_CANDIDATES, RECONCILE_PROPERTIES,
    RECONCILE_QUERIES, REQUEST_HEAD_BYTES, SAMPLE_MAX, SUMMARY_CHANGES_MAX, TABLE_FORM_BYTES,
    URI_BYTES, WAIT_MAX_SECONDS, WRITE_STALL,
};
use crate::http::protocol::reply::{JSON, json};

/// The limits of this server.
#[derive(Serialize, ToSchema)]
pub struct Limits {
    /// Maximum number of bytes of the request line and headers together; more is 431.
    #[schema(example = 32768)]
    request_head_bytes: usize,
    /// Maximum number of bytes of path and query together; more is 414.
    #[schema(example = 8192)]
    uri_bytes: usize,
    /// Maximum number of bytes of a body; more is 413.
    #[schema(example = 1048576)]
    body_bytes: u64,
    /// Maximum number of bytes of the body of a search, a suggestion or a form; more is 413.
    #[schema(example = 16384)]
    query_body_bytes: u64,
    /// Maximum number of bytes of a message to `/mcp`, the tools for assistants; more is 413.
    #[schema(example = 65536)]
    message_bytes: u64,
    /// Maximum number of bytes of an import; more is 413.
    #[schema(example = 67108864)]
    import_bytes: u64,
    /// Maximum number of bytes of a form of the editing pages; more is 413.
    #[schema(example = 2097152)]
    edit_form_bytes: u64,
    /// Maximum number of fields of a form of the editing pages; more is 413.
    #[schema(example = 4000)]
    edit_form_fields: usize,
    /// Maximum number of bytes of the form with a table to import; more is 413.
    #[schema(example = 17825792)]
    table_form_bytes: u64,
    /// Maximum number of values of one parameter; more is 400.
    #[schema(example = 100)]
    parameter_values: usize,
    /// Maximum depth of nested arrays and objects in a document.
    #[schema(example = 32)]
    document_depth: usize,
    /// Maximum number of elements of a list in a document.
    #[schema(example = 200)]
    list_elements: usize,
    /// Maximum number of members of one JSON object.
    #[schema(example = 1000)]
    object_members: usize,
    /// Maximum number of seconds in which a request head arrives.
    #[schema(example = 5)]
    head_seconds: u64,
    /// Maximum number of seconds in which a body arrives; longer is 408.
    #[schema(example = 10)]
    body_seconds: u64,
    /// Maximum number of seconds in which an import arrives, without a pause of `body_seconds`.
    #[schema(example = 300)]
    import_seconds: u64,
    /// Maximum number of seconds that an idle connection stays open.
    #[schema(example = 15)]
    keep_alive_seconds: u64,
    /// Maximum number of seconds that a client may read nothing of a response before the server
    /// closes the connection.
    #[schema(example = 30)]
    write_stall_seconds: u64,
    /// Maximum number of open connections of one client; more is 429. Null if there is no limit.
    #[schema(required = true, example = 100)]
    connections_per_client: Option<usize>,
    /// Maximum number of open connections of all clients; more is 503.
    #[schema(example = 10000)]
    connections: usize,
    /// Maximum number of exports that one client reads at the same time; more is 429.
    #[schema(example = 4)]
    exports_per_client: usize,
    /// Maximum number of exports at the same time; more is 503.
    #[schema(example = 16)]
    exports: usize,
    /// Maximum number of seconds of an export; then the server closes its connection.
    #[schema(example = 600)]
    export_seconds: u64,
    /// Number of entries of a page by default.
    #[schema(example = 20)]
    per_page_default: usize,
    /// Maximum number of entries of a page.
    #[schema(example = 100)]
    per_page_max: usize,
    /// Maximum number of citations in one response.
    #[schema(example = 500)]
    citations_max: usize,
    /// Maximum number of organizations in a sample.
    #[schema(example = 1000)]
    sample_max: usize,
    /// Maximum of `page` times `per_page`; to read more, use `cursor`.
    #[schema(example = 10000)]
    page_window: usize,
    /// Maximum number of changes in one response of `GET /api/v1/changes`.
    #[schema(example = 1000)]
    changes_max: usize,
    /// Maximum number of seconds that it waits for a change.
    #[schema(example = 30)]
    wait_seconds: usize,
    /// Maximum number of changes that `GET /api/v1/changes/summary` compares; more is 400.
    #[schema(example = 2000)]
    summary_changes_max: usize,
    /// Maximum number of seconds that a request waits for a dataset that is being made; longer is
    /// 503.
    #[schema(example = 8)]
    dataset_seconds: u64,
    /// Maximum number of names in one batch of `/api/v1/reconcile`; more is 413.
    #[schema(example = 50)]
    reconcile_queries: usize,
    /// Maximum number of candidates for one name of a batch.
    #[schema(example = 50)]
    reconcile_candidates: usize,
    /// Maximum number of properties of one name, or in one request for values; the others are
    /// ignored.
    #[schema(example = 50)]
    reconcile_properties: usize,
    /// Maximum number of ids in one request for values of `/api/v1/reconcile`; more is 413.
    #[schema(example = 200)]
    extend_ids: usize,
    /// Maximum number of requests to `/api/v1/reconcile` per minute, which may come in one burst
    /// and do not count for `rate_limit`; more is 429. Null if there is no limit.
    #[schema(required = true, example = 2400)]
    reconcile_per_minute: Option<u32>,
    /// The rate limit of one client; null if there is no limit.
    #[schema(required = true)]
    rate_limit: Option<RateLimitLimits>,
}

/// The rate limit of one client: a token bucket, counted separately on each node.
#[derive(Serialize, ToSchema)]
pub struct RateLimitLimits {
    /// Requests per minute in the long run; more is 429.
    #[schema(example = 600)]
    requests_per_minute: u32,
    /// Maximum number of requests in a burst.
    #[schema(example = 200)]
    burst: u32,
}

/// Read the limits of this server
///
/// Sizes are in bytes, times in seconds.
#[utoipa::path(
    get,
    path = "/api/v1/limits",
    tag = "service",
    responses(
        (status = 200, description = "The limits", body = Limits),
        StaticResponses,
    ),
)]
pub async fn read_limits(
    context: Context,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Problem> {
    context.accepts(JSON)?;
    let settings = context.settings();
    let rate_limit = settings.rate_limit.map(|limit| RateLimitLimits {
        requests_per_minute: limit.per_minute(),
        burst: limit.burst(),
    });
    let limits = Limits {
        request_head_bytes: REQUEST_HEAD_BYTES,
        uri_bytes: URI_BYTES,
        body_bytes: BODY_BYTES,
        query_body_bytes: QUERY_BODY_BYTES,
        message_bytes: MESSAGE_BYTES,
        import_bytes: IMPORT_BYTES,
        edit_form_bytes: EDIT_FORM_BYTES,
        edit_form_fields: EDIT_FORM_FIELDS,
        table_form_bytes: TABLE_FORM_BYTES,
        parameter_values: PARAMETER_VALUES,
        document_depth: MAX_DEPTH,
        list_elements: MAX_ELEMENTS,
        object_members: MAX_MEMBERS,
        head_seconds: HEAD_TIMEOUT.as_secs(),
        body_seconds: BODY_TIMEOUT.as_secs(),
        import_seconds: IMPORT_TIMEOUT.as_secs(),
        keep_alive_seconds: KEEP_ALIVE.as_secs(),
        write_stall_seconds: WRITE_STALL.as_secs(),
        connections_per_client: settings.connections_per_client.map(NonZeroUsize::get),
        connections: settings.max_connections,
        exports_per_client: EXPORTS_PER_CLIENT.get(),
        exports: EXPORTS,
        export_seconds: EXPORT_TIMEOUT.as_secs(),
        per_page_default: PER_PAGE_DEFAULT,
        per_page_max: PER_PAGE_MAX,
        citations_max: CITATIONS_MAX,
        sample_max: SAMPLE_MAX,
        page_window: PAGE_WINDOW,
        changes_max: CHANGES_MAX,
        wait_seconds: WAIT_MAX_SECONDS,
        summary_changes_max: SUMMARY_CHANGES_MAX,
        dataset_seconds: DATASET_TIMEOUT.as_secs(),
        reconcile_queries: RECONCILE_QUERIES,
        reconcile_candidates: RECONCILE_CANDIDATES,
        reconcile_properties: RECONCILE_PROPERTIES,
        extend_ids: EXTEND_IDS,
        reconcile_per_minute: settings.rate_limit.map(|limit| limit.batches().get()),
        rate_limit,
    };
    context.respond(context.of_program(JSON), || Ok(json(&limits)))
}
