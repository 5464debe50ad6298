//! Every limit of the service, in one place. `GET /api/v1/limits` serves them.

use std::num::NonZeroUsize;
use std::time::Duration;

/// Maximum number of bytes of the request line and headers together.
pub const REQUEST_HEAD_BYTES: usize = 32 << 10;
/// Maximum number of bytes of path and query together.
pub const URI_BYTES: usize = 8 << 10;
/// Maximum number of bytes of the header `Link` of a page.
pub const LINK_BYTES: usize = 4 << 10;
/// Maximum number of bytes of a body.
pub const BODY_BYTES: u64 = 1 << 20;
/// Maximum number of bytes of a body that is a query: a search, a suggestion, the form of a page.
pub const QUERY_BODY_BYTES: u64 = 16 << 10;
/// Maximum number of bytes of a message of an assistant.
pub const MESSAGE_BYTES: u64 = 64 << 10;
/// Maximum number of bytes of an import.
pub const IMPORT_BYTES: u64 = 64 << 20;
/// Maximum number of bytes of a form of the editing pages.
pub const EDIT_FORM_BYTES: u64 = 2 << 20;
/// Maximum number of bytes of the form with a table to import.
pub const TABLE_FORM_BYTES: u64 = 17 << 20;
/// Maximum number of fields of a form of the editing pages.
pub const EDIT_FORM_FIELDS: usize = 4_000;
/// Maximum number of values of one parameter.
pub const PARAMETER_VALUES: usize = 100;

/// Maximum time in which the head of a request arrives.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum time in which a body, or the next part of an import, arrives.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum time in which a whole import arrives.
pub const IMPORT_TIMEOUT: Duration = Duration::from_mins(5);
/// Maximum time that a request waits for the change that it names with `min_change`.
pub const MIN_CHANGE_TIMEOUT: Duration = Duration::from_secs(2);
/// Maximum time that an idle connection stays open.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Maximum time that a response waits for a client that does not read it.
pub const WRITE_STALL: Duration = Duration::from_secs(30);
/// Maximum time of an export, which keeps its snapshot in memory.
pub const EXPORT_TIMEOUT: Duration = Duration::from_mins(10);

/// Maximum number of open connections of one client, unless the operator sets another.
pub const CONNECTIONS_PER_CLIENT: NonZeroUsize = NonZeroUsize::new(100).expect("100 is not 0");
/// Maximum number of open connections of all clients.
pub const MAX_CONNECTIONS: usize = 10_000;
/// Maximum number of exports that run at the same time.
pub const EXPORTS: usize = 16;
/// Maximum number of exports of one client that run at the same time.
pub const EXPORTS_PER_CLIENT: NonZeroUsize = NonZeroUsize::new(4).expect("4 is not 0");

/// Number of entries of a page, unless the client asks for another.
pub const PER_PAGE_DEFAULT: usize = 20;
/// Maximum number of entries of a page.
pub const PER_PAGE_MAX: usize = 100;
/// Number of citations in one response, unless the client asks for fewer.
pub const CITATIONS_MAX: usize = 500;
/// Maximum number of organizations in a sample.
pub const SAMPLE_MAX: usize = 1000;
/// Maximum number of months since a verification that is not too long ago.
pub const DUE_MONTHS_MAX: usize = 1200;
/// Maximum number of years since the year of a way to help that is not too old.
pub const DUE_YEARS_MAX: usize = 100;
/// The highest seed of a sample: the highest whole number that JSON carries exactly everywhere.
pub const SEED_MAX: usize = (1 << 53) - 1;
/// Maximum of `page` times `per_page`.
pub const PAGE_WINDOW: usize = 10_000;
/// Number of changes in one response, unless the client asks for another.
pub const CHANGES_DEFAULT: usize = 100;
/// Maximum number of changes in one response.
pub const CHANGES_MAX: usize = 1000;
/// Maximum number of names in one batch that is matched.
pub const RECONCILE_QUERIES: usize = 50;
/// Maximum number of candidates for one name.
pub const RECONCILE_CANDIDATES: usize = 50;
/// Maximum number of different ids in one request for the values of properties.
pub const EXTEND_IDS: usize = 200;
/// Maximum number of properties of one name, and in one request for their values.
pub const RECONCILE_PROPERTIES: usize = 50;
/// Maximum number of seconds that a request waits for the next change.
pub const WAIT_MAX_SECONDS: usize = 30;
/// Maximum number of changes that one summary of changes compares.
pub const SUMMARY_CHANGES_MAX: usize = 2000;
/// Maximum time that a request waits for a dataset that is being made.
pub const DATASET_TIMEOUT: Duration = Duration::from_secs(8);
