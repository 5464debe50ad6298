//! `/changes`: what changed in the directory, as a list that clients can follow and as a feed.

pub mod answers;
pub mod feed;
pub mod list;
