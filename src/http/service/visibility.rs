//! Waiting until a write is visible to readers of this node.

use std::pin::pin;
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;

use super::Service;
use super::store_calls::within_store_deadline;

/// Maximum time that a response waits until readers of this node see its change.
const VISIBLE_TIMEOUT: Duration = Duration::from_secs(5);
/// Time between two checks whether the store is slow, while a response waits.
const CHECK_INTERVAL: Duration = Duration::from_millis(200);

impl Service {
    /// Waits until readers of this node see a change, which is durable already. The wait ends early
    /// if the index fails, or if the store is slow or not available.
    pub(in crate::http) async fn wait_until_visible(&self, change: i64) {
        let mut visible = pin!(self.directory.wait_until_visible_or_failing(change));
        let deadline = Instant::now() + VISIBLE_TIMEOUT;
        let mut outcome = within_store_deadline(visible.as_mut()).await;
        while outcome.is_none() && !self.directory.store_is_slow() && Instant::now() < deadline {
            outcome = timeout(CHECK_INTERVAL, visible.as_mut()).await.ok();
        }
        warn_unless_visible(change, outcome);
    }

    /// Like [`Service::wait_until_visible`], for a change that takes up to `limit`.
    pub(in crate::http) async fn wait_until_visible_within(&self, change: i64, limit: Duration) {
        let visible = timeout(limit, self.directory.wait_until_visible_or_failing(change));
        warn_unless_visible(change, visible.await.ok());
    }
}

fn warn_unless_visible(change: i64, outcome: Option<bool>) {
    if outcome != Some(true) {
        log::warn!("change {change} is stored, but readers do not see it yet");
    }
}
