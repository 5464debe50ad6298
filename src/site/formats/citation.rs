//! The citation of a profile, the common input of all citation formats.
//!
//! A profile is cited like an entry of a reference work without authors. There is no date of
//! access, because version and date identify the text.

use super::{DIRECTORY, PublishedProfile, bibtex, csl, ris};
use crate::catalog::Entry;
use crate::domain::Date;
use crate::site::display;

/// The citation of one revision of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The name of the organization.
    pub title: String,
    /// The name of the directory.
    pub container: &'static str,
    /// The number of the revision.
    pub version: i32,
    /// The day of the revision, in UTC.
    pub issued: Date,
    /// The URL of the profile's page.
    pub url: String,
    slug: String,
}

impl Citation {
    /// The citation of a published revision.
    pub fn of(published: &PublishedProfile<'_>) -> Self {
        Self {
            title: published.profile.name.as_str().to_owned(),
            container: DIRECTORY,
            version: published.revision,
            issued: Date::of(published.updated_at),
            url: published.url(),
            slug: published.profile.slug.to_string(),
        }
    }

    /// The citation of the current revision, from its row in the catalog. `base` is the public URL of
    /// this server, without a trailing slash.
    pub fn of_entry(entry: &Entry<'_>, base: &str) -> Self {
        let slug = entry.slug();
        Self {
            title: entry.name().to_owned(),
            container: DIRECTORY,
            version: entry.revision(),
            issued: Date::of(entry.updated_at()),
            url: format!("{base}/organizations/{slug}"),
            slug: slug.to_owned(),
        }
    }

    /// The citation with the URL of the page of exactly this version.
    pub fn at(self, url: String) -> Self {
        Self { url, ..self }
    }

    /// One line to paste into a text.
    pub fn text(&self) -> String {
        let Self { title, container, version, issued, url, .. } = self;
        format!("“{title}”, {container}, version {version}, {}. {url}", display::date(issued))
    }

    /// An entry of a BibTeX file.
    pub fn bibtex(&self) -> String {
        bibtex::entry(self)
    }

    /// CSL-JSON (Citation Style Language 1.0.2): an array of one item.
    pub fn csl(&self) -> String {
        csl::items(self)
    }

    /// A record of a RIS file, for reference managers; its lines end in CR LF.
    pub fn ris(&self) -> String {
        ris::record(self)
    }

    /// The citation key: letters, digits and hyphens.
    pub(super) fn key(&self) -> String {
        format!("{}-r{}", self.slug, self.version)
    }

    /// Year, month and day of the revision.
    pub(super) fn date(&self) -> [i16; 3] {
        self.issued.parts()
    }
}
