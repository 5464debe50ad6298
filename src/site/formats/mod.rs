//! The text formats of a profile besides JSON: JSON-LD, Markdown and citations.
//!
//! Each format depends only on a [`PublishedProfile`], so that the same revision gives the same
//! bytes. The one rule: texts of a profile are escaped, so that they never act as markup of the
//! format.

mod bibtex;
mod citation;
mod csl;
mod json_ld;
mod markdown;
pub mod publications;
mod ris;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use citation::Citation;
pub use json_ld::{for_script, json_ld, json_ld_for_script};
pub use markdown::markdown;

use crate::catalog::{Entry, Snapshot};
use crate::domain::{Profile, Slug, TermScheme, Vocabulary};

/// The name of the directory in citations.
const DIRECTORY: &str = "Antislavery Directory";

/// A published revision of a profile, the input of every format.
#[derive(Clone, Copy)]
pub struct PublishedProfile<'p> {
    pub profile: &'p Profile,
    pub revision: i32,
    /// The time of this revision.
    pub updated_at: Timestamp,
    /// The vocabulary with the labels of its terms.
    pub vocabulary: &'p Vocabulary,
    /// The public URL of this server, without a trailing slash.
    pub base: &'p str,
}

impl<'p> PublishedProfile<'p> {
    /// The revision in a snapshot; `profile` must be the profile of `entry`.
    pub fn of(
        snapshot: &'p Snapshot,
        entry: &Entry<'_>,
        profile: &'p Profile,
        base: &'p str,
    ) -> Self {
        Self {
            profile,
            revision: entry.revision(),
            updated_at: entry.updated_at(),
            vocabulary: snapshot.vocabulary(),
            base,
        }
    }

    /// The URL of the profile's page.
    pub fn url(&self) -> String {
        self.url_of(&self.profile.slug)
    }

    /// The URL of an organization's page.
    fn url_of(&self, slug: &Slug) -> String {
        format!("{}/organizations/{slug}", self.base)
    }

    /// The label of a term, or its slug if the term is unknown.
    fn label<'t>(&'t self, scheme: TermScheme, slug: &'t Slug) -> &'t str {
        let term = self.vocabulary.term(scheme, slug.as_str());
        term.map_or(slug.as_str(), |term| term.label.as_str())
    }
}
