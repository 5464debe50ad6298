//! What people and other programs than our own clients are shown: the pages, and
//! what they carry for machines.
//!
//! Everything here is made from what the directory answers, by templates
//! (`templates/`) that are compiled into the program and escape whatever they
//! show. It knows no HTTP: [`crate::http`] asks for a page, sends it and says how
//! long it may be kept. A page needs no script, asks no other site for anything,
//! and sets nothing in the browser.

mod assets;
pub mod formats;
mod frame;
mod problem;

pub use assets::{Asset, asset};
pub use frame::{EXIT_URL, Frame};
pub use problem::{ProblemPage, Suggestion};

/// Tells the templates of one build from another's.
pub const BUILD: &str = env!("SITE_BUILD");

/// A page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error(transparent)]
    Catalog(#[from] crate::directory::CatalogError),
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
}
