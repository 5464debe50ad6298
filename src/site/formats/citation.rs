//! The citation of a profile, the common input of all citation formats.
//!
//! A profile is cited like an entry of a reference work without authors. There is no date of
//! access, because the URL is that of one version, whose text does not change.

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
    /// The permanent URL of the profile, whatever its version.
    pub profile_url: String,
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
            profile_url: published.permalink(),
            slug: published.profile.slug.to_string(),
        }
    }

    /// The citation of the present revision of an organization. `permalinks` is the base of
    /// permanent URLs, without a trailing slash.
    pub fn of_entry(entry: &Entry<'_>, permalinks: &str) -> Self {
        Self {
            title: entry.name().to_owned(),
            container: DIRECTORY,
            version: entry.revision(),
            issued: Date::of(entry.updated_at()),
            profile_url: format!("{permalinks}/organizations/{}", entry.slug()),
            slug: entry.slug().to_owned(),
        }
    }

    /// The citation with the URL of the profile under its present slug.
    pub fn at(self, profile_url: String) -> Self {
        Self { profile_url, ..self }
    }

    /// The permanent URL of exactly this version.
    pub fn url(&self) -> String {
        format!("{}/history/{}", self.profile_url, self.version)
    }

    /// One line to paste into a text.
    pub fn text(&self) -> String {
        let Self { title, container, version, issued, .. } = self;
        let (issued, url) = (display::date(issued), self.url());
        format!("“{title}”, {container}, version {version}, {issued}. {url}")
    }

    /// An entry of a BibTeX file.
    pub fn bibtex(&self) -> String {
        bibtex::entry(self)
    }

    /// CSL-JSON (Citation Style Language 1.0.2): an array of one item.
    pub fn csl(&self) -> String {
        csl::items(std::slice::from_ref(self))
    }

    /// A record of a RIS file, for reference managers; its lines end in CR LF.
    pub fn ris(&self) -> String {
        ris::record(self)
    }

    /// The citation key, unique in the directory: letters, digits and hyphens.
    pub(super) fn key(&self) -> String {
        format!("{}-r{}", self.slug, self.version)
    }

    /// Year, month and day of the revision.
    pub(super) fn date(&self) -> [i16; 3] {
        self.issued.parts()
    }

    /// The licence, and where the newest version is.
    pub(super) fn note(&self) -> String {
        format!("CC0 1.0. Newest version: {}", self.profile_url)
    }
}
