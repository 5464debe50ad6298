//! What leads to an organization: slugs, former slugs and identifiers.

use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

/// How many tables share the keys: a change copies one of them.
const SHARDS: usize = 256;

/// Numbers by the hash of a key; whether the key is really theirs, the rows say.
#[derive(Clone)]
pub struct Keys {
    shards: Vec<Arc<HashTable<Keyed>>>,
}

#[derive(Clone, Copy)]
struct Keyed {
    /// The upper half of the hash.
    tag: u32,
    number: u32,
}

impl Default for Keys {
    fn default() -> Self {
        Self { shards: vec![Arc::default(); SHARDS] }
    }
}

fn hash(key: &str) -> u64 {
    xxh3_64(key.as_bytes())
}

fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A table hashes what it keeps by the tag alone.
fn within(tag: u32) -> u64 {
    u64::from(tag).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Keys {
    /// The number that a key leads to; `is_its` says whether one has the key.
    pub fn find(&self, key: &str, is_its: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = hash(key);
        let shard = &self.shards[hash as usize % SHARDS];
        let tag = tag(hash);
        let found = shard.find(within(tag), |keyed| keyed.tag == tag && is_its(keyed.number));
        found.map(|keyed| keyed.number)
    }

    pub fn insert(&mut self, key: &str, number: u32) {
        let hash = hash(key);
        let shard = Arc::make_mut(&mut self.shards[hash as usize % SHARDS]);
        let keyed = Keyed { tag: tag(hash), number };
        shard.insert_unique(within(keyed.tag), keyed, |keyed| within(keyed.tag));
    }

    pub fn remove(&mut self, key: &str, number: u32) {
        let hash = hash(key);
        let shard = Arc::make_mut(&mut self.shards[hash as usize % SHARDS]);
        let tag = tag(hash);
        let is_it = |keyed: &Keyed| keyed.tag == tag && keyed.number == number;
        if let Ok(found) = shard.find_entry(within(tag), is_it) {
            found.remove();
        }
    }
}
