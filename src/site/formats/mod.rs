//! The text formats of a profile besides JSON: JSON-LD, Markdown and citations.
//!
//! Each format depends only on a [`PublishedProfile`], so that the same revision gives the same
//! bytes. The one rule: texts of a profile are escaped, so that they never act as markup of the
//! format.

mod bibtex;
mod citation;
mod citation_format;
mod csl;
mod json_ld;
mod markdown;
mod publications;
mod ris;
mod skos;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use citation::Citation;
pub use citation_format::CitationFormat;
pub use json_ld::{for_script, json_ld, json_ld_for_script};
pub use markdown::markdown;
pub use skos::SkosFormat;

use crate::catalog::{Entry, Snapshot};
use crate::domain::{Profile, Slug, TermScheme, Vocabulary};

/// The name of the directory in citations.
const DIRECTORY: &str = "Antislavery Directory";

/// The licence of the data, as a URL.
pub const CC0: &str = "https://creativecommons.org/publicdomain/zero/1.0/";

/// The URLs that others begin with, without a trailing slash.
#[derive(Clone, Copy, Debug)]
pub struct BaseUrls<'u> {
    /// The public URL of this server.
    pub server: &'u str,
    /// The base of permanent URLs: identifiers in citations and linked data, which redirect to
    /// this server. The same as `server` unless the operator configured another.
    pub permalinks: &'u str,
}

/// A published revision of a profile, the input of every format.
#[derive(Clone, Copy)]
pub struct PublishedProfile<'p> {
    pub profile: &'p Profile,
    pub revision: i32,
    /// The time of this revision.
    pub updated_at: Timestamp,
    /// The vocabulary with the labels of its terms.
    pub vocabulary: &'p Vocabulary,
    pub urls: BaseUrls<'p>,
}

impl<'p> PublishedProfile<'p> {
    /// The revision in a snapshot; `profile` must be the profile of `entry`.
    pub fn of(
        snapshot: &'p Snapshot,
        entry: &Entry<'_>,
        profile: &'p Profile,
        urls: BaseUrls<'p>,
    ) -> Self {
        Self {
            profile,
            revision: entry.revision(),
            updated_at: entry.updated_at(),
            vocabulary: snapshot.vocabulary(),
            urls,
        }
    }

    /// The URL of the profile's page on this server.
    fn page_url(&self) -> String {
        format!("{}/organizations/{}", self.urls.server, self.profile.slug)
    }

    /// The permanent URL of the profile.
    pub fn permalink(&self) -> String {
        self.permalink_of(&self.profile.slug)
    }

    /// The permanent URL of an organization's profile.
    fn permalink_of(&self, slug: &Slug) -> String {
        format!("{}/organizations/{slug}", self.urls.permalinks)
    }

    /// The label of a term, or its slug if the term is unknown.
    fn label<'t>(&'t self, scheme: TermScheme, slug: &'t Slug) -> &'t str {
        let term = self.vocabulary.term(scheme, slug.as_str());
        term.map_or(slug.as_str(), |term| term.label.as_str())
    }
}
