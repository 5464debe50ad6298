//! The service behind all handlers: its settings, its state, and calls to the store.

mod coalescing;
pub mod datasets;
pub mod link_cards;
mod store_calls;
mod visibility;

use std::num::NonZeroUsize;
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use ipnet::IpNet;
use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};

use super::problem::Problem;
use super::protocol::connections::per_client::PerClient;
use super::protocol::failed_keys::FailedKeys;
use super::protocol::limits::{EXPORTS, EXPORTS_PER_CLIENT, MAX_CONNECTIONS};
use super::protocol::page_cache::PageCache;
use super::protocol::rate_limit::{Limiter, RateLimit};
use super::protocol::reply::Caching;
use crate::catalog::Snapshot;
use crate::directory::{Directory, DirectoryError};
use crate::domain::Date;
use coalescing::ChangeRequests;
use datasets::Datasets;
use link_cards::LinkCards;

pub use store_calls::with_store_deadline;

/// The settings that the operator of a server chooses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The public URL of the server, without a slash at the end, for absolute links. If it is not
    /// set, links use the `Host` of each request.
    pub public_url: Option<String>,
    /// The base of permanent URLs, without a slash at the end, for citations and the identifiers of
    /// linked data. It redirects to this server. If it is not set, they are the URLs of this server.
    pub permalink_base: Option<String>,
    /// The networks of proxies whose `Forwarded` headers the server believes.
    pub trusted_proxies: Vec<IpNet>,
    /// The rate limit of one client; `None` for no limit.
    pub rate_limit: Option<RateLimit>,
    /// Maximum number of open connections of one client, and of its concurrent requests through a
    /// trusted proxy; `None` for no limit.
    pub connections_per_client: Option<NonZeroUsize>,
    /// Maximum number of open connections of all clients.
    pub max_connections: usize,
    /// Number of seconds for which caches may answer without revalidation.
    pub max_age: u32,
    /// The URL that the exit button of the pages opens; `None` for the default site.
    pub exit_url: Option<String>,
    /// The name of the person or organization that runs the server, for the pages.
    pub operator: Option<String>,
    /// The URL for corrections of profiles: a web or `mailto:` URL.
    pub contact_url: Option<String>,
    /// Maximum number of bytes of the page cache; 0 for no cache.
    pub page_bytes: u64,
    /// Whether the server has the editing pages at `/edit`.
    pub editing_pages: bool,
    /// The day that counts as the present one, for tests; `None` for that of the clock (UTC).
    pub today: Option<Date>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            permalink_base: None,
            trusted_proxies: Vec::new(),
            rate_limit: None,
            connections_per_client: None,
            max_connections: MAX_CONNECTIONS,
            max_age: 0,
            exit_url: None,
            operator: None,
            contact_url: None,
            page_bytes: 16 << 20,
            editing_pages: true,
            today: None,
        }
    }
}

/// The service behind all handlers, shared by all threads of the process.
pub struct Service {
    pub(in crate::http) directory: Arc<Directory>,
    pub(in crate::http) settings: Settings,
    pub(in crate::http) limiter: Option<Limiter>,
    /// Limits the requests to match spreadsheets, which do not count for `limiter`.
    pub(in crate::http) batch_limiter: Option<Limiter>,
    /// Counts the wrong keys of each client; `None` without a rate limit.
    pub(in crate::http) failed_keys: Option<FailedKeys>,
    /// Limits open connections.
    pub(in crate::http) connections: PerClient,
    /// Limits concurrent requests through trusted proxies, by the client that the proxy names.
    pub(in crate::http) proxied_requests: PerClient,
    /// Limits exports.
    pub(in crate::http) exports: PerClient,
    pub(in crate::http) caching: Caching,
    /// When this process started: the `Last-Modified` of responses that depend only on the program.
    pub(in crate::http) started: Timestamp,
    /// Requests for changes that wait for the store.
    change_requests: ChangeRequests,
    /// The datasets that this server made, and those that it is making.
    datasets: Arc<Datasets>,
    /// Allows one import at a time, because each keeps its text in memory and writes for a while.
    pub(in crate::http) importing: Arc<Semaphore>,
    /// The link cards that this server has drawn.
    pub(in crate::http) link_cards: Arc<LinkCards>,
    /// Whether the server is about to stop.
    stopping: watch::Sender<bool>,
}

impl Service {
    pub fn new(directory: Directory, settings: Settings) -> Self {
        let directory = Arc::new(directory);
        let cache_control = format!("public, max-age={}, must-revalidate", settings.max_age);
        Self {
            datasets: Arc::new(Datasets::of(&directory, settings.permalink_base.clone())),
            link_cards: Arc::new(LinkCards::new(Arc::clone(&directory))),
            directory,
            limiter: settings.rate_limit.map(Limiter::new),
            batch_limiter: settings.rate_limit.map(Limiter::of_batches),
            failed_keys: settings.rate_limit.map(|_| FailedKeys::new()),
            connections: PerClient::new(settings.connections_per_client, settings.max_connections),
            proxied_requests: PerClient::new(settings.connections_per_client, usize::MAX),
            exports: PerClient::new(Some(EXPORTS_PER_CLIENT), EXPORTS),
            caching: Caching {
                cache_control: HeaderValue::try_from(cache_control)
                    .expect("words and digits make a header value"),
                pages: PageCache::new(settings.page_bytes),
            },
            settings,
            started: Timestamp::now(),
            change_requests: ChangeRequests::default(),
            importing: Arc::new(Semaphore::new(1)),
            stopping: watch::Sender::new(false),
        }
    }

    /// The newest snapshot of the directory, for the duration of one response.
    ///
    /// # Errors
    ///
    /// 503 while the catalog is being built.
    pub(in crate::http) fn snapshot(&self) -> Result<Arc<Snapshot>, Problem> {
        let snapshot = self.directory.snapshot().map_err(|err| match err {
            DirectoryError::Building | DirectoryError::NotYetCompared => {
                Problem::unavailable(&err.to_string())
            }
            err => Problem::internal(&err),
        })?;
        self.caching.pages.forget_redacted(snapshot.position().redacted_change);
        Ok(snapshot)
    }

    /// The present day (UTC), on which profiles are due or verified.
    pub(in crate::http) fn today(&self) -> Date {
        self.settings.today.unwrap_or_else(|| Date::of(Timestamp::now()))
    }

    /// Announces that the server is about to stop. `/readyz` reports it, and requests that wait for
    /// a change get their responses at once; other requests run as before.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the server is about to stop.
    pub(in crate::http) async fn stopped(&self) {
        // It fails only when the service is dropped.
        let _ = self.stopping.subscribe().wait_for(|is_stopping| *is_stopping).await;
    }

    pub(in crate::http) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Whether clients reach the server only through HTTPS.
    pub(in crate::http) fn is_public_https(&self) -> bool {
        self.settings.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}
