//! The datasets that this server makes: one thread per version, for whose result all requests wait.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use actix_web::http::header::{self, HeaderValue};
use actix_web::rt::time::timeout;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::oneshot;

use super::Service;
use super::store_calls::read_problem;
use crate::catalog::Snapshot;
use crate::dataset::{DatasetError, KeptDataset, KeptDatasets};
use crate::directory::{Directory, DirectoryError};
use crate::domain::Position;
use crate::http::problem::{
    GONE_VERSION, INSUFFICIENT_STORAGE, Problem, UNAVAILABLE, UNKNOWN_VERSION,
};
use crate::store::{NoVersion, StoreError};

/// Maximum number of versions that are being made or wait for their turn, besides the newest.
const MAX_PENDING: usize = 4;

/// Number of seconds after which a client that waits for a dataset may ask again.
const RETRY_SECONDS: u64 = 5;

type DatasetResult = Result<Arc<KeptDataset>, Problem>;

type Pending = Shared<BoxFuture<'static, DatasetResult>>;

/// The kept datasets, and those that are being made.
pub struct Datasets {
    kept: KeptDatasets,
    pending: Mutex<HashMap<i64, Pending>>,
}

impl Datasets {
    pub fn of(directory: &Directory, permalinks: Option<String>) -> Self {
        Self { kept: KeptDatasets::of(directory, permalinks), pending: Mutex::default() }
    }

    /// The pending result for a version, or else that of the thread that `start` starts.
    fn join(
        &self,
        version: i64,
        is_newest: bool,
        start: impl FnOnce() -> Result<Pending, Problem>,
    ) -> Result<Pending, Problem> {
        let mut all = self.pending();
        if let Some(pending) = all.get(&version) {
            return Ok(pending.clone());
        }
        // Requests for older versions must not keep the newest from those who need it.
        if all.len() >= MAX_PENDING && !is_newest {
            return Err(being_made("the datasets of other versions are being made"));
        }
        let started = start()?;
        all.insert(version, started.clone());
        Ok(started)
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<i64, Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets the pending result of a version, also if its thread panics.
struct Forget(Arc<Datasets>, i64);

impl Drop for Forget {
    fn drop(&mut self) {
        self.0.pending().remove(&self.1);
    }
}

impl Service {
    /// The dataset of a version, which is made first unless it is kept. Waits for that at most for
    /// `limit`; it continues meanwhile.
    ///
    /// # Errors
    ///
    /// 404 for a version that does not exist, 410 for one that cannot be shown any more, 503 if it is
    /// still being made or the database does not respond, 507 if the disk is full.
    pub(in crate::http) async fn dataset(
        &self,
        snapshot: &Snapshot,
        version: i64,
        limit: Duration,
    ) -> DatasetResult {
        if let Some(kept) = self.kept_dataset(snapshot, version).await {
            return Ok(kept);
        }
        let is_newest = version == snapshot.position().change;
        let pending = self.datasets.join(version, is_newest, || self.make_dataset(version))?;
        timeout(limit, pending).await.unwrap_or_else(|_| {
            Err(being_made(&format!("the dataset of version {version} is being made")))
        })
    }

    /// The dataset of a version, if it is kept.
    async fn kept_dataset(&self, snapshot: &Snapshot, version: i64) -> Option<Arc<KeptDataset>> {
        let position = snapshot.position();
        let redacted_change = position.redacted_change.max(self.directory.redacted_change());
        let position = Position { redacted_change, ..position.clone() };
        let kept = self.datasets.kept.find(version, &position)?;
        if version == position.change || self.directory.store_is_slow() {
            return Some(kept);
        }
        // After a failover, a different change may have the same number.
        let at = self.read_store(move |directory| Ok(directory.store().time_of(version)?)).await;
        match at {
            Ok(at) if at != Some(kept.at()) => None,
            _ => Some(kept),
        }
    }

    /// Starts the thread that makes a dataset.
    fn make_dataset(&self, version: i64) -> Result<Pending, Problem> {
        let (send, receive) = oneshot::channel();
        let (datasets, directory) = (Arc::clone(&self.datasets), Arc::clone(&self.directory));
        let make = move || {
            let forget = Forget(Arc::clone(&datasets), version);
            let made = datasets.kept.make(directory.store(), version);
            // The next request must find the dataset, not the pending result.
            drop(forget);
            // All clients may have gone.
            let _ = send.send(made.map_err(|err| problem_of(version, err)));
        };
        let thread = thread::Builder::new().name("dataset".to_owned()).spawn(make);
        thread.map_err(|err| Problem::internal(&err))?;
        let result = receive.map(|result| match result {
            Ok(result) => result,
            Err(err) => Err(Problem::internal(&err)),
        });
        Ok(result.boxed().shared())
    }
}

/// 503: the client may ask again in a few seconds.
fn being_made(what: &str) -> Problem {
    let detail = format!("{what}; retry in {RETRY_SECONDS} seconds");
    Problem::new(&UNAVAILABLE, detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from(RETRY_SECONDS))
}

/// The problem for a version that the directory does not have.
pub fn no_version(refusal: &NoVersion) -> Problem {
    match refusal {
        NoVersion::NotYet { .. } | NoVersion::Empty => {
            let detail = format!("{refusal}; `/data/latest` redirects to the newest version");
            Problem::new(&UNKNOWN_VERSION, detail)
        }
        NoVersion::BeforeRestore { .. } | NoVersion::Redacted { .. } => {
            Problem::new(&GONE_VERSION, refusal.to_string())
        }
    }
}

fn problem_of(version: i64, err: DatasetError) -> Problem {
    match err {
        DatasetError::NoVersion(refusal) => no_version(&refusal),
        DatasetError::Overtaken => being_made("a text was redacted while the dataset was made"),
        DatasetError::Store(err @ StoreError::Full(_)) => Problem::of_store(err),
        DatasetError::Store(err) => read_problem(DirectoryError::Store(err)),
        err => {
            log::error!("the dataset of version {version} cannot be made: {err}");
            let instead = "`/api/v1/export` needs no disk";
            match &err {
                DatasetError::Write { reason, .. } | DatasetError::Output(reason)
                    if is_full(reason.kind()) =>
                {
                    let detail = format!(
                        "the disk of the server is full, so the dataset cannot be made; {instead}"
                    );
                    Problem::new(&INSUFFICIENT_STORAGE, detail)
                }
                _ => Problem::unavailable(&format!(
                    "the server cannot write to its data folder, so the dataset cannot be made; \
                     {instead}"
                )),
            }
        }
    }
}

fn is_full(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(kind, StorageFull | QuotaExceeded | FileTooLarge)
}
