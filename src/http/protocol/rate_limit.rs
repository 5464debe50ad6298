//! How much one client may ask: a token bucket each.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

/// The names of draft-ietf-httpapi-ratelimit-headers, in this one place.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How many requests a client may keep in hand, whatever its rate.
const BURST: NonZeroU32 = NonZeroU32::new(200).expect("200 is not 0");

/// How long an address hashes to the same key.
const SALT_LIFETIME: Duration = Duration::from_hours(24);

/// After so many requests the full buckets are thrown away.
const SWEEP_EVERY: u32 = 20_000;

/// Requests a minute for one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit(NonZeroU32);

impl RateLimit {
    pub const DEFAULT: Self = Self(NonZeroU32::new(600).expect("600 is not 0"));

    /// Requests a minute.
    pub fn per_minute(self) -> u32 {
        self.0.get()
    }

    /// Requests at once.
    pub fn burst(self) -> u32 {
        BURST.min(self.0).get()
    }
}

impl FromStr for RateLimit {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

type Buckets = RateLimiter<u64, DashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// The buckets of all clients, in memory. A client is a hash of its address
/// with a salt of the day, which is never written anywhere.
pub struct Limiter {
    limit: RateLimit,
    policy: HeaderValue,
    buckets: Buckets,
    clock: DefaultClock,
    clients: ClientHashes,
    asked: AtomicU32,
}

/// Whether a request may be answered.
pub enum Verdict {
    /// It may, and so many more at once.
    Allowed { remaining: u32 },
    /// Not before so many seconds.
    Refused { wait: u64 },
}

impl Limiter {
    pub fn new(limit: RateLimit) -> Self {
        let burst = BURST.min(limit.0);
        let quota = Quota::per_minute(limit.0).allow_burst(burst);
        let policy = format!("\"default\";q={};w=60", limit.per_minute());
        Self {
            limit,
            policy: HeaderValue::try_from(policy).expect("digits make a header value"),
            buckets: RateLimiter::dashmap(quota).with_middleware(),
            clock: DefaultClock::default(),
            clients: ClientHashes::new(),
            asked: AtomicU32::new(0),
        }
    }

    /// Takes a token of this client's bucket.
    pub fn ask(&self, client: IpAddr) -> Verdict {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.buckets.retain_recent();
        }
        self.take(self.clients.of(client))
    }

    /// Takes a token of this API key's bucket.
    pub fn ask_key(&self, id: &str) -> Verdict {
        self.take(self.clients.of_key(id))
    }

    fn take(&self, key: u64) -> Verdict {
        match self.buckets.check_key(&key) {
            Ok(state) => Verdict::Allowed { remaining: state.remaining_burst_capacity() },
            Err(until) => {
                let wait = until.wait_time_from(self.clock.now());
                Verdict::Refused { wait: wait.as_secs() + 1 }
            }
        }
    }

    /// The value of `RateLimit-Policy`.
    pub fn policy(&self) -> HeaderValue {
        self.policy.clone()
    }

    /// The value of `RateLimit`: what is left, and in how many seconds the
    /// bucket is full again.
    pub fn state(&self, remaining: u32) -> HeaderValue {
        let missing = u64::from(self.limit.burst().saturating_sub(remaining));
        let seconds = (missing * 60).div_ceil(u64::from(self.limit.per_minute()));
        HeaderValue::try_from(format!("\"default\";r={remaining};t={seconds}"))
            .expect("digits make a header value")
    }
}

/// Hashes of clients with a salt of the day, which is never written anywhere.
pub struct ClientHashes {
    salt: RwLock<(RandomState, Instant)>,
}

impl ClientHashes {
    pub fn new() -> Self {
        Self { salt: RwLock::new((RandomState::new(), Instant::now())) }
    }

    /// The hash of an API key, by its id.
    fn of_key(&self, id: &str) -> u64 {
        self.salt.read().unwrap_or_else(PoisonError::into_inner).0.hash_one(id)
    }

    /// The hash of a client, by its address.
    pub fn of(&self, client: IpAddr) -> u64 {
        {
            let salt = self.salt.read().unwrap_or_else(PoisonError::into_inner);
            if salt.1.elapsed() < SALT_LIFETIME {
                return salt.0.hash_one(prefix(client));
            }
        }
        let mut salt = self.salt.write().unwrap_or_else(PoisonError::into_inner);
        if salt.1.elapsed() >= SALT_LIFETIME {
            *salt = (RandomState::new(), Instant::now());
        }
        salt.0.hash_one(prefix(client))
    }
}

/// What counts as one client: an IPv4 address, or an IPv6 network of 64 bits.
pub fn prefix(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits() >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_is_one_address_or_one_network() {
        let same = |a: &str, b: &str| prefix(a.parse().unwrap()) == prefix(b.parse().unwrap());
        assert!(same("2001:db8::1", "2001:db8::ffff"));
        assert!(same("192.0.2.1", "::ffff:192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
        assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
    }

    #[test]
    fn a_bucket_empties_and_others_do_not() {
        let limiter = Limiter::new("3".parse().unwrap());
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for left in [2, 1, 0] {
            assert!(
                matches!(limiter.ask(one), Verdict::Allowed { remaining } if remaining == left)
            );
        }
        assert!(matches!(limiter.ask(one), Verdict::Refused { wait: 1..=21 }));
        assert!(matches!(limiter.ask(other), Verdict::Allowed { .. }));
    }
}
