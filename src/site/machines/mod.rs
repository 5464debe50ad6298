//! The files for search engines, browsers, messengers and language models.
//!
//! They are neither pages for people nor operations of the API. All URLs in them are absolute, as
//! their formats require, and start with the public URL of the server.

mod icons;
mod link_card;
mod llms;
mod opensearch;
mod robots;
mod sitemap;

pub use icons::{FAVICON, TOUCH_ICON};
pub use link_card::{LinkCard, png};
pub use llms::llms;
pub use opensearch::search_description;
pub use robots::robots;
pub use sitemap::{Sitemap, sitemap_index};
