//! How much of something one client holds at once: connections, exports.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::protocol::rate_limit::prefix;

/// Counts the places that each client holds. A client is an IPv4 address or an IPv6
/// network of 64 bits, kept only as a hash with a salt that is never written.
#[derive(Clone)]
pub struct PerClient(Arc<Counts>);

struct Counts {
    salt: RandomState,
    /// Maximum number of places for one client.
    each: Option<NonZeroUsize>,
    /// Maximum number of places for all clients together.
    total: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    total: usize,
    by_client: HashMap<u64, usize>,
}

/// One place, given back when it is dropped.
pub struct Place {
    counts: Arc<Counts>,
    client: Option<u64>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The client holds as many as one client may.
    Client,
    /// All places are taken.
    Everywhere,
}

impl PerClient {
    /// `each` places for one client (`None` for any number), `total` for all together.
    pub fn new(each: Option<NonZeroUsize>, total: usize) -> Self {
        let (salt, held) = (RandomState::new(), Mutex::default());
        Self(Arc::new(Counts { salt, each, total, held }))
    }

    /// Takes a place for a client.
    ///
    /// # Errors
    ///
    /// When this client, or all clients together, hold as many as they may.
    pub fn take(&self, client: IpAddr) -> Result<Place, Full> {
        self.place(Some(self.0.salt.hash_one(prefix(client))))
    }

    /// Takes a place that counts for no client.
    ///
    /// # Errors
    ///
    /// When all places are taken.
    pub fn take_for_nobody(&self) -> Result<Place, Full> {
        self.place(None)
    }

    fn place(&self, client: Option<u64>) -> Result<Place, Full> {
        let mut held = self.0.held();
        if held.total >= self.0.total {
            return Err(Full::Everywhere);
        }
        if let (Some(client), Some(most)) = (client, self.0.each) {
            let count = held.by_client.entry(client).or_default();
            if *count >= most.get() {
                return Err(Full::Client);
            }
            *count += 1;
        }
        held.total += 1;
        Ok(Place { counts: Arc::clone(&self.0), client: client.filter(|_| self.0.each.is_some()) })
    }
}

impl Counts {
    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing panics between two of its changes.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
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
    fn a_place_is_free_again_once_it_is_dropped() {
        let places = PerClient::new(NonZeroUsize::new(2), 3);
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        let first = places.take(one).ok().unwrap();
        let _second = places.take(one).ok().unwrap();
        assert_eq!(places.take(one).err(), Some(Full::Client));

        let _third = places.take(other).ok().unwrap();
        assert_eq!(places.take(other).err(), Some(Full::Everywhere));
        assert_eq!(places.take_for_nobody().err(), Some(Full::Everywhere));

        drop(first);
        let _again = places.take(one).ok().unwrap();
        assert_eq!(places.0.held().by_client.len(), 2);
    }

    #[test]
    fn a_client_that_left_is_forgotten() {
        let places = PerClient::new(NonZeroUsize::new(2), 3);
        drop((places.take(address("2001:db8::1")).ok(), places.take_for_nobody().ok()));
        let held = places.0.held();
        assert_eq!((held.total, held.by_client.len()), (0, 0));
    }
}
