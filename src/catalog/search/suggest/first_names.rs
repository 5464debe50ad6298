//! The first organizations by name for short beginnings of words, kept as long as a snapshot.
//!
//! Thousands of organizations have a word that begins with the same few letters, and most visitors
//! type the same beginnings. Finding the first ten costs as much as the number of names.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::typed_word::TypedWord;

/// Maximum number of bytes of a beginning that is kept. Longer ones have few names.
const MAX_BYTES: usize = 5;

/// Maximum number of beginnings, about 150 bytes each.
const MAX_KEPT: usize = 16_384;

/// The first organizations for each beginning.
pub struct FirstNames(Cache<Box<str>, Found>);

/// The first organizations of one beginning.
#[derive(Clone)]
pub struct Found {
    /// Their numbers, sorted by name.
    pub numbers: Arc<[u32]>,
    /// Steps that it took to find them. Later queries spend them too, so that what a query finds does
    /// not depend on earlier ones.
    pub steps: usize,
}

impl Default for FirstNames {
    fn default() -> Self {
        Self(Cache::new(MAX_KEPT))
    }
}

impl FirstNames {
    /// The beginning that some typed words are, if it is one that is kept.
    pub fn key(words: &[TypedWord]) -> Option<&str> {
        let [TypedWord { forms, is_prefix: true, is_unspaced: false }] = words else { return None };
        let [form] = forms.as_slice() else { return None };
        (form.stem.is_none() && form.text.len() <= MAX_BYTES).then_some(&form.text)
    }

    pub fn get(&self, key: &str) -> Option<Found> {
        self.0.get(key)
    }

    pub fn keep(&self, key: &str, found: Found) {
        self.0.insert(key.into(), found);
    }
}
