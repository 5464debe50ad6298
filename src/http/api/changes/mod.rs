//! `/changes`: the changes of the directory, as a list that clients can follow and as a feed.

pub mod answers;
pub mod feed;
mod feed_page;
mod filter;
mod known;
pub mod list;
pub mod summary;
mod summary_text;
