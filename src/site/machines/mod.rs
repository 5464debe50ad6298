//! What other programs find: search engines, browsers and readers of texts.
//!
//! Nothing of it is for people and nothing is an operation of the API. Whatever
//! names an address here is given the base under which the world sees the
//! server, and names it absolutely, as each of these formats asks.

mod llms;
mod opensearch;
mod robots;
mod sitemap;

pub use llms::llms;
pub use opensearch::search_description;
pub use robots::robots;
pub use sitemap::{Sitemap, sitemap_index};
