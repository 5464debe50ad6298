//! The page cache: rendered and encoded pages in memory.

use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::catalog::Encoding;
use crate::domain::Fingerprint;

/// The key of a page: the change and the fingerprint of its ETag, and its content coding. So a
/// cached page is never out of date, and no two pages share a key.
type Key = (i64, Fingerprint, Encoding);

/// Encoded pages, up to a maximum number of bytes.
pub struct PageCache {
    pages: Option<Cache<Key, Bytes, Weight>>,
    /// The last redaction for which the cache was emptied.
    redacted_change: AtomicI64,
}

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
        let pages = (bytes > 0).then(|| Cache::with_weighter(pages, bytes, Weight));
        Self { pages, redacted_change: AtomicI64::new(0) }
    }

    pub fn get(&self, key: &Key) -> Option<Bytes> {
        self.pages.as_ref()?.get(key)
    }

    pub fn put(&self, key: Key, body: &Bytes) {
        if let Some(cache) = &self.pages {
            cache.insert(key, body.clone());
        }
    }

    /// Removes all pages after a redaction with this change, because they may have the text.
    pub fn forget_redacted(&self, redacted_change: i64) {
        if self.redacted_change.fetch_max(redacted_change, Ordering::AcqRel) < redacted_change
            && let Some(cache) = &self.pages
        {
            cache.clear();
        }
    }
}
