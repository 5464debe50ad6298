//! The limit on wrong API keys: a token bucket for each client.
//!
//! Unlike the buckets of the rate limit, these can be checked without taking a token: only a wrong
//! key takes one. While the bucket of a client is empty, none of its keys is looked up, so even a
//! right key is refused. That limits the number of guesses.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::rate_limit::ClientHashes;

/// Maximum number of wrong keys in a burst.
const BURST: u32 = 20;

/// Time after which the client may send one more.
const INTERVAL: Duration = Duration::from_secs(3);

/// Number of wrong keys after which full buckets are discarded.
const SWEEP_EVERY: usize = 1024;

/// The buckets of all clients that sent a wrong key, in memory.
pub struct FailedKeys {
    clients: ClientHashes,
    buckets: Mutex<Buckets>,
}

#[derive(Default)]
struct Buckets {
    /// When the bucket of each client is full again.
    full_at: HashMap<u64, Instant>,
    /// Number of wrong keys so far.
    counted: usize,
}

impl FailedKeys {
    pub fn new() -> Self {
        Self { clients: ClientHashes::new(), buckets: Mutex::default() }
    }

    /// Number of seconds that a client must wait before its key is looked up; `None` if it need
    /// not.
    pub fn wait(&self, client: IpAddr) -> Option<u64> {
        self.wait_at(client, Instant::now())
    }

    /// Counts a wrong key.
    pub fn count(&self, client: IpAddr) {
        self.count_at(client, Instant::now());
    }

    fn wait_at(&self, client: IpAddr, now: Instant) -> Option<u64> {
        let client = self.clients.hash_client(client);
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = buckets.full_at.get(&client)?.saturating_duration_since(now);
        // The bucket is empty if it needs more time than this to fill.
        let wait = missing.checked_sub(INTERVAL * (BURST - 1)).filter(|wait| !wait.is_zero())?;
        Some(wait.as_secs() + 1)
    }

    fn count_at(&self, client: IpAddr, now: Instant) {
        let client = self.clients.hash_client(client);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.counted += 1;
        if buckets.counted.is_multiple_of(SWEEP_EVERY) {
            buckets.full_at.retain(|_, full_at| *full_at > now);
        }
        let full_at = buckets.full_at.entry(client).or_insert(now);
        *full_at = ((*full_at).max(now) + INTERVAL).min(now + INTERVAL * BURST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_wrong_keys_are_allowed_at_once_and_then_one_per_three_seconds() {
        let failed = FailedKeys::new();
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let start = Instant::now();
        for number in 0..20 {
            assert_eq!(failed.wait_at(one, start), None, "{number}");
            failed.count_at(one, start);
        }
        // Keys that were looked up concurrently do not make the wait longer.
        failed.count_at(one, start);
        for (after, wait) in [(0, Some(4)), (1, Some(3)), (2, Some(2)), (3, None)] {
            assert_eq!(failed.wait_at(one, start + Duration::from_secs(after)), wait, "{after}");
        }
        assert_eq!(failed.wait_at(other, start), None);

        let later = start + INTERVAL;
        failed.count_at(one, later);
        assert_eq!(failed.wait_at(one, later), Some(4));
        assert_eq!(failed.wait_at(one, start + INTERVAL * 21), None);
    }
}
