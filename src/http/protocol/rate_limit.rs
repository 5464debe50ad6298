//! The rate limit: a token bucket for each client and each API key.

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

/// The headers of draft-ietf-httpapi-ratelimit-headers.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Maximum number of tokens in a bucket, whatever the rate.
const BURST: NonZeroU32 = NonZeroU32::new(200).expect("200 is not 0");

/// The number of requests with batches, for each other request that a client may send.
const BATCHES: NonZeroU32 = NonZeroU32::new(4).expect("4 is not 0");

/// Lifetime of a salt, during which an IP address always has the same hash.
const SALT_LIFETIME: Duration = Duration::from_hours(24);

/// Number of requests after which full buckets are discarded.
const SWEEP_EVERY: u32 = 20_000;

/// The rate limit of one client, in requests per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit(NonZeroU32);

impl RateLimit {
    pub const DEFAULT: Self = Self(NonZeroU32::new(600).expect("600 is not 0"));

    /// Maximum number of requests per minute in the long run.
    pub fn per_minute(self) -> u32 {
        self.0.get()
    }

    /// Maximum number of requests in a burst.
    pub fn burst(self) -> u32 {
        BURST.min(self.0).get()
    }

    /// The limit of requests to match spreadsheets, per minute and in a burst: a client sends
    /// hundreds in a row, each for some rows of the spreadsheet.
    pub fn batches(self) -> NonZeroU32 {
        self.0.saturating_mul(BATCHES)
    }
}

/// The paths whose requests have a separate bucket: this one and all below it. `routes` adds it to
/// the app.
pub struct BatchPath(pub &'static str);

impl BatchPath {
    /// Whether a decoded path is one of them.
    pub fn has(&self, path: &str) -> bool {
        path.strip_prefix(self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl FromStr for RateLimit {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

type Buckets = RateLimiter<u64, DashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// The buckets of all clients and keys, in memory. The key of a bucket is a salted hash; see
/// [`ClientHashes`].
pub struct Limiter {
    /// The name of the policy in the headers.
    name: &'static str,
    per_minute: NonZeroU32,
    burst: NonZeroU32,
    policy: HeaderValue,
    buckets: Buckets,
    clock: DefaultClock,
    clients: ClientHashes,
    /// Number of requests so far.
    requests: AtomicU32,
}

/// Whether a request is within the limit.
pub enum Verdict {
    /// It is, and `remaining` more may follow at once.
    Allowed { remaining: u32 },
    /// It is not; the client may try again in `wait` seconds.
    Refused { wait: u64 },
}

impl Limiter {
    pub fn new(limit: RateLimit) -> Self {
        Self::named("default", limit.0, BURST.min(limit.0))
    }

    /// The buckets of requests to match spreadsheets.
    pub fn of_batches(limit: RateLimit) -> Self {
        Self::named("reconcile", limit.batches(), limit.batches())
    }

    fn named(name: &'static str, per_minute: NonZeroU32, burst: NonZeroU32) -> Self {
        let quota = Quota::per_minute(per_minute).allow_burst(burst);
        let policy = format!("\"{name}\";q={per_minute};w=60");
        Self {
            name,
            per_minute,
            burst,
            policy: HeaderValue::try_from(policy).expect("digits make a header value"),
            buckets: RateLimiter::dashmap(quota).with_middleware(),
            clock: DefaultClock::default(),
            clients: ClientHashes::new(),
            requests: AtomicU32::new(0),
        }
    }

    /// Takes a token from the bucket of a client.
    pub fn take_token(&self, client: IpAddr) -> Verdict {
        if self.requests.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.buckets.retain_recent();
        }
        self.take_from(self.clients.hash_client(client))
    }

    /// Takes a token from the bucket of an API key.
    pub fn take_key_token(&self, id: &str) -> Verdict {
        self.take_from(self.clients.hash_key(id))
    }

    fn take_from(&self, bucket: u64) -> Verdict {
        match self.buckets.check_key(&bucket) {
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

    /// The value of `RateLimit`: the remaining tokens, and the seconds until the bucket is full.
    pub fn state(&self, remaining: u32) -> HeaderValue {
        let missing = u64::from(self.burst.get().saturating_sub(remaining));
        let seconds = (missing * 60).div_ceil(u64::from(self.per_minute.get()));
        HeaderValue::try_from(format!("\"{}\";r={remaining};t={seconds}", self.name))
            .expect("digits make a header value")
    }
}

/// Hashes clients and API keys with a salt that changes every day and is never written anywhere, so
/// that no IP address is kept.
pub struct ClientHashes {
    salt: RwLock<(RandomState, Instant)>,
}

impl ClientHashes {
    pub fn new() -> Self {
        Self { salt: RwLock::new((RandomState::new(), Instant::now())) }
    }

    /// The hash of an API key, by its id.
    fn hash_key(&self, id: &str) -> u64 {
        self.salt.read().unwrap_or_else(PoisonError::into_inner).0.hash_one(id)
    }

    /// The hash of a client, by its IP address.
    pub fn hash_client(&self, client: IpAddr) -> u64 {
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

/// The part of an IP address that identifies one client: an IPv4 address, or an IPv6 /64 network.
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
    fn a_client_is_an_ipv4_address_or_an_ipv6_network() {
        let same = |a: &str, b: &str| prefix(a.parse().unwrap()) == prefix(b.parse().unwrap());
        assert!(same("2001:db8::1", "2001:db8::ffff"));
        assert!(same("192.0.2.1", "::ffff:192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
        assert!(!same("2001:db8::1", "2001:db8:0:1::1"));
    }

    #[test]
    fn batches_have_a_larger_bucket() {
        let limiter = Limiter::of_batches("3".parse().unwrap());
        let client = "192.0.2.1".parse().unwrap();
        for _ in 0..12 {
            assert!(matches!(limiter.take_token(client), Verdict::Allowed { .. }));
        }
        assert!(matches!(limiter.take_token(client), Verdict::Refused { wait: 1..=6 }));
        let path = BatchPath("/api/v1/reconcile");
        assert!(path.has("/api/v1/reconcile") && path.has("/api/v1/reconcile/terms"));
        assert!(!path.has("/api/v1/reconciled") && !path.has("/api/v1"));
    }

    #[test]
    fn each_client_has_a_separate_bucket() {
        let limiter = Limiter::new("3".parse().unwrap());
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for left in [2, 1, 0] {
            assert!(
                matches!(limiter.take_token(one), Verdict::Allowed { remaining } if remaining == left)
            );
        }
        assert!(matches!(limiter.take_token(one), Verdict::Refused { wait: 1..=21 }));
        assert!(matches!(limiter.take_token(other), Verdict::Allowed { .. }));
    }
}
