//! Ready answers in memory.

use quick_cache::Weighter;
use quick_cache::sync::Cache as QuickCache;

use crate::catalog::{Answer, Encoding};

/// Profiles as they are sent, plain and coded, within a bound of bytes.
///
/// The key is a change number: it stands for one revision of one profile, so
/// nothing in here is ever out of date. Another directory has its own numbers, and
/// a cache of its own.
pub struct Cache {
    bytes: u64,
    answers: Option<QuickCache<(i64, Encoding), Answer, Bytes>>,
}

/// Weighs an answer: its bytes and what the cache spends on keeping it.
#[derive(Clone)]
struct Bytes;

impl Weighter<(i64, Encoding), Answer> for Bytes {
    fn weight(&self, _: &(i64, Encoding), answer: &Answer) -> u64 {
        answer.body.len() as u64 + 128
    }
}

impl Cache {
    /// A cache of at most `bytes`; 0 keeps nothing.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / 4096).unwrap_or(usize::MAX).max(16);
        let answers = (bytes > 0).then(|| QuickCache::with_weighter(items, bytes, Bytes));
        Self { bytes, answers }
    }

    /// An empty one of the same size.
    pub fn anew(&self) -> Self {
        Self::new(self.bytes)
    }

    /// The answer for a change, made by `make` if it is not here.
    pub fn get_or_make(
        &self,
        change: i64,
        encoding: Encoding,
        make: impl FnOnce() -> Answer,
    ) -> Answer {
        let key = (change, encoding);
        if let Some(answer) = self.answers.as_ref().and_then(|answers| answers.get(&key)) {
            return answer;
        }
        let answer = make();
        if let Some(answers) = &self.answers {
            answers.insert(key, answer.clone());
        }
        answer
    }
}
