//! The rules of HTTP for requests and responses, independent of resources.

pub mod body;
pub mod client;
pub mod conditional;
pub mod connections;
pub mod edit_paths;
pub mod failed_keys;
pub mod file_body;
pub mod form_origin;
pub mod limits;
pub mod links;
pub mod negotiation;
pub mod page_cache;
pub mod range;
pub mod rate_limit;
pub mod reply;
pub mod service_links;
pub mod session_cookie;
pub mod urls;
