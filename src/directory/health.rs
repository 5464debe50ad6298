//! How well a catalog follows its store, and when that is too little.

use std::time::{Duration, Instant};

/// How long readers may lack changes while the index fails, until the node is
/// reported as not ready.
pub const FAILING_LIMIT: Duration = Duration::from_secs(10);

/// How long readers may lack changes without any progress at all, until the node is
/// reported as not ready. Merging a large index takes minutes.
pub const STALLED_LIMIT: Duration = Duration::from_secs(600);

/// How well a catalog follows its store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether reads can be answered.
    pub ready: bool,
    /// The last change that readers see.
    pub change: i64,
    /// How many changes of the store, as far as is known, they do not see yet.
    pub lag: i64,
    /// Why the catalog cannot follow now, or what an operator must look at.
    pub trouble: Option<String>,
    /// Why readers should be sent to another node: they lack changes for too long.
    pub behind: Option<String>,
    /// Whether the store answered when it was last asked; the trouble may be the index's.
    pub store_up: bool,
}

/// Since when something is not as it should be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Since {
    /// The index fails.
    pub failing: Option<Instant>,
    /// Nothing was taken from the store, while there was something to take.
    pub stalled: Option<Instant>,
}

/// Why readers lack changes for too long, if they do.
pub fn behind(
    is_alive: bool,
    lag: i64,
    since: Since,
    trouble: Option<&str>,
    now: Instant,
) -> Option<String> {
    if !is_alive {
        return Some(
            "the thread that follows the database has ended; restart the server".to_owned(),
        );
    }
    let lasts = |since: Option<Instant>, limit: Duration| {
        since.is_some_and(|since| now.saturating_duration_since(since) > limit)
    };
    let limit = match (lag > 0, since) {
        (true, since) if lasts(since.failing, FAILING_LIMIT) => FAILING_LIMIT,
        (true, since) if lasts(since.stalled, STALLED_LIMIT) => STALLED_LIMIT,
        _ => return None,
    };
    let reason = trouble.unwrap_or("the index takes nothing in");
    Some(format!(
        "readers have lacked {lag} changes for more than {} seconds: {reason}",
        limit.as_secs()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_that_lack_changes_for_too_long_make_a_node_not_ready() {
        let begun = Instant::now();
        let after = |seconds: u64| begun + Duration::from_secs(seconds);
        let failing = Since { failing: Some(begun), stalled: Some(begun) };
        let stalled = Since { failing: None, stalled: Some(begun) };
        let fine = Since::default();
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
            let found = behind(is_alive, lag, since, Some("no files"), now);
            let fits = match expected {
                Some(part) => found.as_ref().is_some_and(|found| found.contains(part)),
                None => found.is_none(),
            };
            assert!(fits, "{is_alive}, {lag}, {since:?}: {found:?}");
        }
    }
}
