//! Profiles as they are sent, cached in memory.

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::catalog::{Encoding, Representation};

/// A cache of represented profiles, with and without content coding, bounded in bytes.
///
/// The key is a change number, which names one revision of one profile, so no entry is ever out
/// of date. Another directory numbers its changes differently and needs another cache.
pub struct ProfileCache {
    max_bytes: u64,
    /// `None` if nothing is cached.
    cache: Option<Cache<(i64, Encoding), Representation, Weight>>,
}

/// Weighs an entry: the bytes of its body and of the cache's own bookkeeping.
#[derive(Clone)]
struct Weight;

impl Weighter<(i64, Encoding), Representation> for Weight {
    fn weight(&self, _: &(i64, Encoding), representation: &Representation) -> u64 {
        representation.body.len() as u64 + 128
    }
}

impl ProfileCache {
    /// A cache of at most `max_bytes`; 0 caches nothing.
    pub fn new(max_bytes: u64) -> Self {
        const USUAL_BYTES: u64 = 4096;
        let items = usize::try_from(max_bytes / USUAL_BYTES).unwrap_or(usize::MAX).max(16);
        let cache = (max_bytes > 0).then(|| Cache::with_weighter(items, max_bytes, Weight));
        Self { max_bytes, cache }
    }

    /// An empty cache of the same size.
    pub fn new_empty(&self) -> Self {
        Self::new(self.max_bytes)
    }

    /// The representation of a change; `make` makes it if it is not in the cache.
    pub fn get_or_make(
        &self,
        change: i64,
        encoding: Encoding,
        make: impl FnOnce() -> Representation,
    ) -> Representation {
        let Some(cache) = &self.cache else { return make() };
        let key = (change, encoding);
        if let Some(representation) = cache.get(&key) {
            return representation;
        }
        let representation = make().packed();
        cache.insert(key, representation.clone());
        representation
    }
}
