//! Pages in memory, as they are sent.

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::catalog::Encoding;
use crate::domain::Fingerprint;

/// The identity of a cached page: the change and the fingerprint of its ETag, and its coding. So no
/// cached page is ever out of date, and no path can be made whose page is cached as another's.
type Key = (i64, Fingerprint, Encoding);

/// Coded pages within a bound of bytes.
pub struct Kept(Option<Cache<Key, Bytes, Weight>>);

/// Weighs a page: its bytes and what the cache spends on keeping it.
#[derive(Clone)]
struct Weight;

impl Weighter<Key, Bytes> for Weight {
    fn weight(&self, _: &Key, body: &Bytes) -> u64 {
        body.len() as u64 + 128
    }
}

impl Kept {
    /// Keeps at most `bytes`; 0 keeps nothing.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / 8192).unwrap_or(usize::MAX).max(16);
        Self((bytes > 0).then(|| Cache::with_weighter(items, bytes, Weight)))
    }

    pub fn get(&self, key: &Key) -> Option<Bytes> {
        self.0.as_ref()?.get(key)
    }

    pub fn put(&self, key: Key, body: &Bytes) {
        if let Some(cache) = &self.0 {
            cache.insert(key, body.clone());
        }
    }
}
