//! What people and other programs than our own clients are shown: the pages, and
//! what they carry for machines.
//!
//! Everything here is made from what the directory answers, by templates
//! (`templates/`) that are compiled into the program and escape whatever they
//! show. It knows no HTTP: [`crate::http`] asks for a page, sends it and says how
//! long it may be kept. A page needs no script, asks no other site for anything,
//! and sets nothing in the browser.

mod assets;
mod branch;
mod card;
mod comparing;
mod countries;
mod finding;
pub mod formats;
mod frame;
mod history;
mod items;
mod machines;
mod pictures;
mod plain;
mod problem;
mod profile;
mod query_string;
mod terms;
mod words;
mod xml;

pub use assets::{Asset, asset};
pub use branch::folder;
pub use comparing::comparing;
pub use countries::{countries, country};
pub use finding::{Asked, finding};
pub use frame::{EXIT_URL, Frame};
pub use history::{history, revision};
pub use items::{ItemsAsked, items};
pub use machines::{LinkCard, Sitemap, llms, png, robots, search_description, sitemap_index};
pub use plain::{about, safety};
pub use problem::{ProblemKind, ProblemPage, Suggestion, problem_kind, problem_kinds};
pub use profile::profile;
pub use query_string::query_string;
pub use terms::{term, terms};
pub use xml::printable;

/// Tells the templates of one build from another's.
pub const BUILD: &str = env!("SITE_BUILD");

/// A page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error(transparent)]
    Catalog(#[from] crate::catalog::CatalogError),
    #[error("a picture cannot be drawn: {0}")]
    Picture(String),
    #[error("a summary cannot be read: {0}")]
    Summary(#[from] serde_json::Error),
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
}
