//! Arrays that many snapshots share.
//!
//! A copy costs some pointers, since it shares the chunks of what it was copied
//! from; a change copies the chunk it touches. So the next snapshot costs what
//! changed, not what there is, and readers of the last one are not disturbed.

mod bits;
mod chunked;
mod lists;
mod sorted;

pub use bits::{Bits, Matches};
pub use chunked::Chunked;
pub use lists::Lists;
pub use sorted::Sorted;
