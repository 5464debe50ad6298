//! What people and other programs than our own clients are shown: the pages, and
//! what they carry for machines.
//!
//! Everything here is made from what the directory answers, by templates
//! (`templates/`) that are compiled into the program and escape whatever they
//! show. It knows no HTTP: [`crate::http`] asks for a page, sends it and says how
//! long it may be kept. A page needs no script, asks no other site for anything,
//! and sets nothing in the browser.

mod assets;
mod card;
mod finding;
mod frame;
mod machines;
mod problem;
mod profile;
mod words;
mod xml;

pub use assets::{Asset, asset};
pub use finding::{Asked, finding};
pub use frame::{EXIT_URL, Frame};
pub use machines::{LinkCard, Sitemap, llms, png, robots, search_description, sitemap_index};
pub use problem::{ProblemPage, Suggestion};
pub use profile::profile;
pub use xml::printable;

/// Tells the templates of one build from another's.
pub const BUILD: &str = env!("SITE_BUILD");

/// A page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error(transparent)]
    Catalog(#[from] crate::directory::CatalogError),
    #[error("a picture cannot be drawn: {0}")]
    Picture(String),
    #[error("a summary cannot be read: {0}")]
    Summary(#[from] serde_json::Error),
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
}
