//! The keys of organizations: slugs, former slugs and identifiers.

use std::sync::Arc;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_64;

use super::saved::{Input, Output, fixed};

/// Number of tables that share the keys. A change copies one of them.
const SHARDS: usize = 256;

/// The numbers of organizations by the hashes of their keys. Hashes can collide, so the caller
/// checks each number against the row.
#[derive(Clone)]
pub struct Keys {
    shards: Vec<Arc<HashTable<HashedKey>>>,
}

#[derive(Clone, Copy)]
struct HashedKey {
    /// The upper half of the hash.
    upper: u32,
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

fn upper_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The hash within a table, made of the upper half because the table stores no more.
fn table_hash(upper: u32) -> u64 {
    u64::from(upper).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Keys {
    pub fn save(&self, output: &mut Output) {
        for shard in &self.shards {
            output.length(shard.len());
            for key in shard.iter() {
                output.u32(key.upper);
                output.u32(key.number);
            }
        }
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let mut shards = Vec::with_capacity(SHARDS);
        for _ in 0..SHARDS {
            let keys = input.elements(8)?;
            let mut shard = HashTable::with_capacity(keys.len());
            for key in keys {
                let upper = u32::from_le_bytes(fixed(key));
                let number = u32::from_le_bytes(fixed(&key[4..]));
                let hash_of = |key: &HashedKey| table_hash(key.upper);
                shard.insert_unique(table_hash(upper), HashedKey { upper, number }, hash_of);
            }
            shards.push(Arc::new(shard));
        }
        Some(Self { shards })
    }

    /// The number of the organization that has a key; `has_key` checks a candidate.
    pub fn find(&self, key: &str, has_key: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = hash(key);
        let shard = &self.shards[hash as usize % SHARDS];
        let upper = upper_half(hash);
        let is_found = |key: &HashedKey| key.upper == upper && has_key(key.number);
        shard.find(table_hash(upper), is_found).map(|key| key.number)
    }

    /// The numbers that may have a key: all that do, and those of other keys with the same hash.
    pub fn candidates(&self, key: &str) -> impl Iterator<Item = u32> {
        let hash = hash(key);
        let shard = &self.shards[hash as usize % SHARDS];
        let upper = upper_half(hash);
        let candidates = shard.iter_hash(table_hash(upper));
        candidates.filter(move |key| key.upper == upper).map(|key| key.number)
    }

    pub fn insert(&mut self, key: &str, number: u32) {
        let hash = hash(key);
        let shard = Arc::make_mut(&mut self.shards[hash as usize % SHARDS]);
        let hashed = HashedKey { upper: upper_half(hash), number };
        shard.insert_unique(table_hash(hashed.upper), hashed, |key| table_hash(key.upper));
    }

    pub fn remove(&mut self, key: &str, number: u32) {
        let hash = hash(key);
        let shard = Arc::make_mut(&mut self.shards[hash as usize % SHARDS]);
        let upper = upper_half(hash);
        let is_found = |key: &HashedKey| key.upper == upper && key.number == number;
        if let Ok(found) = shard.find_entry(table_hash(upper), is_found) {
            found.remove();
        }
    }
}
