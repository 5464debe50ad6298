//! How well the catalog follows the store, and when it is so far behind that the node is not ready.

use std::time::{Duration, Instant};

/// Maximum time that readers lack changes while the index fails, before the node is reported as
/// not ready.
pub const FAILING_LIMIT: Duration = Duration::from_secs(10);

/// Maximum time that readers lack changes without any progress, before the node is reported as
/// not ready. Merging a large index takes minutes.
pub const STALLED_LIMIT: Duration = Duration::from_secs(600);

/// How well the catalog follows the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether reads can be answered.
    pub ready: bool,
    /// The last change that readers see.
    pub change: i64,
    /// Number of changes that the store is known to have and readers do not see yet.
    pub lag: i64,
    /// Why the catalog cannot follow, or what needs an operator.
    pub trouble: Option<String>,
    /// Why this node should get no reads: readers have lacked changes for too long.
    pub behind: Option<String>,
    /// Whether the store answered the last call. There may be trouble with the index all the same.
    pub store_up: bool,
    /// Whether the store accepts no writes from this process. `trouble` says why.
    pub read_only: bool,
}

/// When each kind of trouble began.
#[derive(Clone, Copy, Debug, Default)]
pub struct TroubleTimes {
    /// When the index began to fail.
    pub failing: Option<Instant>,
    /// When the catalog last took something from the store, while there is more to take.
    pub stalled: Option<Instant>,
}

/// Why the catalog is too far behind; `None` if it is not.
pub fn reason_if_too_far_behind(
    is_alive: bool,
    lag: i64,
    since: TroubleTimes,
    trouble: Option<&str>,
    now: Instant,
) -> Option<String> {
    if !is_alive {
        return Some(
            "the thread that follows the database has ended; restart the server".to_owned(),
        );
    }
    let exceeds = |since: Option<Instant>, limit: Duration| {
        since.is_some_and(|since| now.saturating_duration_since(since) > limit)
    };
    let limit = match (lag > 0, since) {
        (true, since) if exceeds(since.failing, FAILING_LIMIT) => FAILING_LIMIT,
        (true, since) if exceeds(since.stalled, STALLED_LIMIT) => STALLED_LIMIT,
        _ => return None,
    };
    let reason = trouble.unwrap_or("the index makes no progress");
    Some(format!(
        "readers have lacked {lag} changes for more than {} seconds: {reason}",
        limit.as_secs()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_is_too_far_behind_after_the_limit_of_its_trouble() {
        let begun = Instant::now();
        let after = |seconds: u64| begun + Duration::from_secs(seconds);
        let failing = TroubleTimes { failing: Some(begun), stalled: Some(begun) };
        let stalled = TroubleTimes { failing: None, stalled: Some(begun) };
        let fine = TroubleTimes::default();
        for (is_alive, lag, since, now, expected) in [
            (true, 0, fine, after(1000), None),
            (true, 5, fine, after(1000), None),
            (true, 5, failing, after(9), None),
            (true, 5, failing, after(11), Some("more than 10 seconds: no files")),
            (true, 0, failing, after(11), None),
            (true, 5, stalled, after(599), None),
            (true, 5, stalled, after(601), Some("lacked 5 changes for more than 600 seconds")),
            (false, 0, fine, after(0), Some("restart the server")),
        ] {
            let found = reason_if_too_far_behind(is_alive, lag, since, Some("no files"), now);
            let fits = match expected {
                Some(part) => found.as_ref().is_some_and(|found| found.contains(part)),
                None => found.is_none(),
            };
            assert!(fits, "{is_alive}, {lag}, {since:?}: {found:?}");
        }
    }
}
