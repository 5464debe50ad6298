//! Concurrency limits, per client and in total: for connections, proxied requests and exports.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::protocol::rate_limit::prefix;

/// Counts the slots that each client holds. A client is an IPv4 address or an IPv6 /64 network,
/// stored only as a hash with a salt that is never written anywhere.
#[derive(Clone)]
pub struct PerClient(Arc<Counts>);

struct Counts {
    salt: RandomState,
    /// Maximum number of slots of one client; `None` for no limit.
    per_client: Option<NonZeroUsize>,
    /// Maximum number of slots of all clients together.
    total: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    total: usize,
    by_client: HashMap<u64, usize>,
}

/// One slot, free again when it is dropped.
pub struct Slot {
    counts: Arc<Counts>,
    client: Option<u64>,
}

/// The limit that leaves no slot for a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitReached {
    /// The client holds the maximum of one client.
    PerClient,
    /// All clients together hold the maximum.
    Total,
}

impl PerClient {
    /// At most `per_client` slots for one client (`None` for no limit), and `total` for all
    /// together.
    pub fn new(per_client: Option<NonZeroUsize>, total: usize) -> Self {
        let (salt, held) = (RandomState::new(), Mutex::default());
        Self(Arc::new(Counts { salt, per_client, total, held }))
    }

    /// Takes a slot for a client.
    ///
    /// # Errors
    ///
    /// If this client, or all clients together, hold the maximum.
    pub fn acquire(&self, client: IpAddr) -> Result<Slot, LimitReached> {
        self.acquire_slot(Some(self.0.salt.hash_one(prefix(client))))
    }

    /// Takes a slot that counts only towards the total.
    ///
    /// # Errors
    ///
    /// If all clients together hold the maximum.
    pub fn acquire_without_client(&self) -> Result<Slot, LimitReached> {
        self.acquire_slot(None)
    }

    fn acquire_slot(&self, client: Option<u64>) -> Result<Slot, LimitReached> {
        let mut held = self.0.held();
        if held.total >= self.0.total {
            return Err(LimitReached::Total);
        }
        if let (Some(client), Some(most)) = (client, self.0.per_client) {
            let count = held.by_client.entry(client).or_default();
            if *count >= most.get() {
                return Err(LimitReached::PerClient);
            }
            *count += 1;
        }
        held.total += 1;
        let client = client.filter(|_| self.0.per_client.is_some());
        Ok(Slot { counts: Arc::clone(&self.0), client })
    }
}

impl Counts {
    fn held(&self) -> MutexGuard<'_, Held> {
        // No panic can leave it half changed.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut held = self.counts.held();
        held.total = held.total.saturating_sub(1);
        let Some(client) = self.client else { return };
        if let Some(count) = held.by_client.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                held.by_client.remove(&client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_dropped_slot_is_free_again() {
        let slots = PerClient::new(NonZeroUsize::new(2), 3);
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        let first = slots.acquire(one).ok().unwrap();
        let _second = slots.acquire(one).ok().unwrap();
        assert_eq!(slots.acquire(one).err(), Some(LimitReached::PerClient));

        let _third = slots.acquire(other).ok().unwrap();
        assert_eq!(slots.acquire(other).err(), Some(LimitReached::Total));
        assert_eq!(slots.acquire_without_client().err(), Some(LimitReached::Total));

        drop(first);
        let _again = slots.acquire(one).ok().unwrap();
        assert_eq!(slots.0.held().by_client.len(), 2);
    }

    #[test]
    fn a_client_without_slots_is_forgotten() {
        let slots = PerClient::new(NonZeroUsize::new(2), 3);
        drop((slots.acquire(address("2001:db8::1")).ok(), slots.acquire_without_client().ok()));
        let held = slots.0.held();
        assert_eq!((held.total, held.by_client.len()), (0, 0));
    }
}
