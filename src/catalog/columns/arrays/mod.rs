//! Persistent arrays, which snapshots share.
//!
//! A copy shares the chunks of its original and costs one pointer per chunk; a change copies the
//! chunk that it touches. So the cost of the next snapshot depends on what changed, not on the
//! size of the directory, and readers of the last snapshot are not disturbed.

mod bit_counts;
mod bits;
mod chunked;
mod lists;
mod sorted;

pub use bit_counts::BitCounts;
pub use bits::{Bits, Matches};
pub use chunked::Chunked;
pub use lists::Lists;
pub use sorted::Sorted;
