//! The other formats of one profile: for search engines, for reading, for citing.
//!
//! Each is a text that is made of a [`PublishedProfile`] alone, with no clock and
//! no address but the one it is given, so that the same revision gives the same
//! bytes. The rule of all: what a profile says stays text, whatever it looks like
//! in the format that it stands in.

mod bibtex;
mod citation;
mod csl;
mod json_ld;
mod markdown;
mod ris;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use citation::Citation;
pub use json_ld::{json_ld, json_ld_for_script};
pub use markdown::markdown;

use crate::catalog::{Entry, Snapshot};
use crate::domain::{Profile, Slug, TermScheme, Vocabulary};

/// What the profiles are published in, as citations name it.
const DIRECTORY: &str = "Antislavery Directory";

/// One revision of a profile as it is published, of which every format is made.
#[derive(Clone, Copy)]
pub struct PublishedProfile<'p> {
    pub profile: &'p Profile,
    pub revision: i32,
    /// When this revision was made.
    pub updated_at: Timestamp,
    /// Where its terms have their labels.
    pub vocabulary: &'p Vocabulary,
    /// The address under which the world sees this server, without a slash at the end.
    pub base: &'p str,
}

impl<'p> PublishedProfile<'p> {
    /// The revision that stands in a snapshot: `profile` is what the snapshot gave for `entry`.
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

    /// The address of the page that shows the profile.
    pub fn url(&self) -> String {
        self.url_of(&self.profile.slug)
    }

    /// The address of the page of an organization.
    fn url_of(&self, slug: &Slug) -> String {
        format!("{}/organizations/{slug}", self.base)
    }

    /// The display name of a term, or its slug where it has none.
    fn label<'t>(&'t self, scheme: TermScheme, slug: &'t Slug) -> &'t str {
        let term = self.vocabulary.term(scheme, slug.as_str());
        term.map_or(slug.as_str(), |term| term.label.as_str())
    }
}
