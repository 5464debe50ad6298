//! The website: the pages for people, and the files for search engines and other programs.
//!
//! Pages are rendered from a snapshot of the directory by templates (`templates/`) that are
//! compiled into the program and escape all values. This module does not know HTTP:
//! [`crate::http`] requests a page, sends it and sets its cache headers. The one rule: a page works
//! without scripts, loads nothing from other sites, and stores nothing in the browser.

mod about;
mod assets;
mod card;
mod charts;
mod compare;
mod countries;
mod data;
mod display;
pub mod edit;
mod excerpt;
pub mod formats;
mod frame;
mod get_help;
mod history;
mod home;
mod items;
mod list;
mod machines;
mod outcome;
mod pictures;
mod preview;
mod problem;
mod profile;
mod query_string;
pub mod reference;
mod terms;
mod vocabularies;
mod xml;

pub use about::{Publisher, about, accessibility, safety};
pub use assets::{Asset, asset};
pub use charts::{charts, charts_url};
pub use compare::{ComparedOrganizations, compare};
pub use countries::{countries, country};
pub use data::{PublishedDataset, PublishedFile, data};
pub use display::capitalized;
pub use frame::{EXIT_URL, Frame};
pub use get_help::get_help;
pub use history::{history, revision};
pub use home::home;
pub use items::{ItemsRequest, items};
pub use list::{SearchRequest, list};
pub use machines::{
    FAVICON, LinkCard, Sitemap, TOUCH_ICON, llms, png, robots, search_description, sitemap_index,
};
pub use preview::{PREVIEW_STYLE, preview, term_preview};
pub use problem::{FailedRequest, Mistake, Suggestion, problem};
pub use profile::profile;
pub use query_string::query_string;
pub use terms::{term, terms, topics};
pub use xml::printable;

/// Identifies the templates of this build; part of every page's ETag.
pub const BUILD: &str = env!("SITE_BUILD");

/// A page cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error(transparent)]
    Catalog(#[from] crate::catalog::CatalogError),
    #[error("a picture cannot be drawn: {0}")]
    Picture(String),
    #[error("a summary cannot be read: {0}")]
    Summary(#[from] serde_json::Error),
    #[error("a stored profile cannot be read: {0}")]
    Document(String),
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
}
