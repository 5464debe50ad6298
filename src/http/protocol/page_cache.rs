//! The page cache: rendered and encoded pages in memory.

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::catalog::Encoding;
use crate::domain::Fingerprint;

/// The key of a page: the change and the fingerprint of its ETag, and its content coding. So a
/// cached page is never out of date, and no two pages share a key.
type Key = (i64, Fingerprint, Encoding);

/// Encoded pages, up to a maximum number of bytes.
pub struct PageCache(Option<Cache<Key, Bytes, Weight>>);

/// Weighs a page: its bytes and the overhead of the cache.
#[derive(Clone)]
struct Weight;

impl Weighter<Key, Bytes> for Weight {
    fn weight(&self, _: &Key, body: &Bytes) -> u64 {
        body.len() as u64 + 128
    }
}

impl PageCache {
    /// Caches at most `bytes`; 0 caches nothing.
    pub fn new(bytes: u64) -> Self {
        // An estimate of the number of pages, from which the cache sizes its tables.
        let pages = usize::try_from(bytes / 8192).unwrap_or(usize::MAX).max(16);
        Self((bytes > 0).then(|| Cache::with_weighter(pages, bytes, Weight)))
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
