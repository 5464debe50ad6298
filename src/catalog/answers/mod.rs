//! Rendered profiles: the JSON of a profile, its content codings, and the cache of both.

pub mod cache;
pub mod encoding;
pub mod paths;
pub mod render;
