//! What handlers share.

use std::num::NonZeroUsize;
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use bytes::Bytes;
use ipnet::IpNet;
use jiff::Timestamp;
use tokio::sync::{Semaphore, watch};

use super::asked_once::ChangesAsked;
use super::failed_keys::FailedKeys;
use super::kept::Kept;
use super::limits::{EXPORTS, EXPORTS_PER_CLIENT, MAX_CONNECTIONS};
use super::problem::Problem;
use super::rate_limit::{Limiter, RateLimit};
use super::server::PerClient;
use crate::directory::{Directory, DirectoryError, Snapshot};

/// How the service meets the world.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address under which the world sees it, without a slash at the end,
    /// for absolute links. Without it the `Host` of each request is used.
    pub public_url: Option<String>,
    /// Whose `Forwarded` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How much one client may ask; `None` for as much as it likes.
    pub rate_limit: Option<RateLimit>,
    /// How many connections one client may have open, and how many requests under way behind a
    /// trusted proxy; `None` for any number.
    pub connections_per_client: Option<NonZeroUsize>,
    /// How many connections all clients may have open together.
    pub max_connections: usize,
    /// How many seconds caches may answer without asking again.
    pub max_age: u32,
    /// Where the exit button of the pages leads; `None` for the usual site.
    pub exit_url: Option<String>,
    /// Where corrections of profiles are sent: a web or mail address.
    pub contact_url: Option<String>,
    /// Memory for ready pages; 0 keeps none.
    pub page_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            trusted_proxies: Vec::new(),
            rate_limit: None,
            connections_per_client: None,
            max_connections: MAX_CONNECTIONS,
            max_age: 0,
            exit_url: None,
            contact_url: None,
            page_bytes: 16 << 20,
        }
    }
}

/// The service behind all handlers. One for the whole process.
pub struct Service {
    pub(super) directory: Arc<Directory>,
    pub(super) settings: Settings,
    pub(super) limiter: Option<Limiter>,
    /// How many wrong keys a client may send; `None` where there is no rate limit.
    pub(super) failed_keys: Option<FailedKeys>,
    /// The connections that are open.
    pub(super) connections: PerClient,
    /// The requests under way that came through a trusted proxy, by the client it names.
    pub(super) proxied_requests: PerClient,
    /// The exports that are being read.
    pub(super) exports: PerClient,
    /// `Cache-Control` of every answer that may be kept.
    pub(super) cache_control: HeaderValue,
    /// The OpenAPI document.
    pub(super) openapi: Bytes,
    /// When this process began: what is made of the program alone is as old.
    pub(super) started: Timestamp,
    /// Pages as they are sent.
    pub(super) kept: Kept,
    /// The questions for changes that are being answered.
    pub(super) changes_asked: ChangesAsked,
    /// One import at a time: each holds its text, and writes for a while.
    pub(super) importing: Arc<Semaphore>,
    /// One picture is drawn at a time: anybody may ask for any.
    pub(super) drawing: Arc<Semaphore>,
    /// Whether the server is about to stop.
    stopping: watch::Sender<bool>,
}

impl Service {
    pub fn new(directory: Directory, settings: Settings) -> Self {
        let cache_control = format!("public, max-age={}, must-revalidate", settings.max_age);
        Self {
            directory: Arc::new(directory),
            limiter: settings.rate_limit.map(Limiter::new),
            failed_keys: settings.rate_limit.map(|_| FailedKeys::new()),
            connections: PerClient::new(settings.connections_per_client, settings.max_connections),
            proxied_requests: PerClient::new(settings.connections_per_client, usize::MAX),
            exports: PerClient::new(Some(EXPORTS_PER_CLIENT), EXPORTS),
            cache_control: HeaderValue::try_from(cache_control)
                .expect("words and digits make a header value"),
            openapi: super::openapi::document_json().into(),
            kept: Kept::new(settings.page_bytes),
            settings,
            started: Timestamp::now(),
            changes_asked: ChangesAsked::default(),
            importing: Arc::new(Semaphore::new(1)),
            drawing: Arc::new(Semaphore::new(1)),
            stopping: watch::Sender::new(false),
        }
    }

    /// One state of the directory, for the length of one answer.
    pub(super) fn snapshot(&self) -> Result<Arc<Snapshot>, Problem> {
        self.directory.snapshot().map_err(|err| match err {
            DirectoryError::Building | DirectoryError::NotYetCompared => {
                Problem::unavailable(&err.to_string())
            }
            err => Problem::internal(&err),
        })
    }

    /// The server is about to stop: `/readyz` says so, while requests are still answered.
    /// Those that wait for something are answered at once.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Waits until the server is about to stop.
    pub(super) async fn stopped(&self) {
        // It ends early only with the service itself.
        let _ = self.stopping.subscribe().wait_for(|is_stopping| *is_stopping).await;
    }

    /// Whether the world reaches it by https alone.
    pub(super) fn is_public_https(&self) -> bool {
        self.settings.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}
