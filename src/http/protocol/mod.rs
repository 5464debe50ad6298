//! What the RFCs say about requests and responses. Knows no resource.

pub mod body;
pub mod client;
pub mod conditional;
pub mod connections;
pub mod failed_keys;
pub mod limits;
pub mod links;
pub mod negotiation;
pub mod page_cache;
pub mod rate_limit;
pub mod reply;
pub mod urls;
