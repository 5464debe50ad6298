//! The sitemaps (sitemaps.org, protocol 0.9): an index, one file for the fixed pages, and files for
//! the organizations.
//!
//! Organizations are sorted by name, which is the same on every node. Withdrawn organizations are
//! left out.

use askama::Template;

use crate::catalog::{
    CatalogError, Choice, Entry, Facet, Filter, ListRequest, Selection, Snapshot, Sort, Start,
};
use crate::domain::{Keyword, Status, TermScheme};
use crate::site::SiteError;

/// Maximum number of organizations in a file.
const PER_FILE: usize = 20_000;

/// Maximum size of an entry, in bytes: a host of 255, a slug of 80, and the XML elements.
const MAX_ENTRY: usize = 500;

// The protocol allows 50,000 URLs and 50 MB.
const _: () = assert!(PER_FILE <= 50_000 && PER_FILE * MAX_ENTRY <= 50 << 20);

/// The pages that exist whatever the directory contains.
const FIXED: [&str; 13] = [
    "/",
    "/organizations",
    "/charts",
    "/topics",
    "/countries",
    "/research",
    "/ways-to-help",
    "/get-help",
    "/about",
    "/data",
    "/docs/",
    "/accessibility",
    "/safety",
];

/// A file that the index lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sitemap {
    Pages,
    /// The file of organizations with this number, from 1.
    Organizations(usize),
}

#[derive(Template)]
#[template(path = "machines/sitemap-index.xml")]
struct Index<'i> {
    base: &'i str,
    paths: Vec<String>,
    modified: String,
}

#[derive(Template)]
#[template(path = "machines/sitemap.xml")]
struct Urls<'u> {
    base: &'u str,
    urls: Vec<Url>,
}

/// A page, and the time of its last change if it is known.
struct Url {
    path: String,
    modified: Option<String>,
}

/// The text of `/sitemap.xml`.
///
/// # Errors
///
/// If the index of the catalog cannot be read.
pub fn sitemap_index(base: &str, snapshot: &Snapshot) -> Result<String, SiteError> {
    let paths = Sitemap::all(snapshot)?.iter().map(Sitemap::path).collect();
    let modified = time(snapshot.position().updated_at);
    Ok(Index { base, paths, modified }.render()?)
}

impl Sitemap {
    /// All files.
    ///
    /// # Errors
    ///
    /// If the index of the catalog cannot be read.
    pub fn all(snapshot: &Snapshot) -> Result<Vec<Self>, CatalogError> {
        let total = with_listed(snapshot, 0, 0, |selection| selection.total)?;
        let organizations = (1..=total.div_ceil(PER_FILE)).map(Self::Organizations);
        Ok(std::iter::once(Self::Pages).chain(organizations).collect())
    }

    /// The URL path of the file.
    pub fn path(&self) -> String {
        match self {
            Self::Pages => "/sitemaps/pages.xml".to_owned(),
            Self::Organizations(n) => format!("/sitemaps/organizations-{n}.xml"),
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    ///
    /// If the index of the catalog cannot be read.
    pub fn xml(self, base: &str, snapshot: &Snapshot) -> Result<String, SiteError> {
        let urls = match self {
            Self::Pages => pages(snapshot),
            Self::Organizations(n) => {
                let skipped = n.saturating_sub(1).saturating_mul(PER_FILE);
                with_listed(snapshot, skipped, PER_FILE, |selection| {
                    selection.page.entries.iter().map(organization).collect()
                })?
            }
        };
        Ok(Urls { base, urls }.render()?)
    }
}

/// The fixed pages, the pages of all terms, and the pages of all countries where organizations
/// work. Their counts change with any organization, so they have no time of change.
fn pages(snapshot: &Snapshot) -> Vec<Url> {
    let fixed = FIXED.map(str::to_owned).into_iter();
    let vocabularies = TermScheme::ALL.iter().map(|scheme| scheme.path().to_owned());
    let terms = TermScheme::ALL.iter().flat_map(|&scheme| {
        let terms = snapshot.vocabulary().terms(scheme).iter();
        terms.map(move |term| format!("{}/{}", scheme.path(), term.slug))
    });
    let countries = snapshot.countries().into_iter();
    let countries = countries.map(|(code, _)| format!("/countries/{code}"));
    let paths = fixed.chain(vocabularies).chain(terms).chain(countries);
    paths.map(|path| Url { path, modified: None }).collect()
}

fn organization(entry: &Entry<'_>) -> Url {
    let path = format!("/organizations/{}", entry.slug());
    Url { path, modified: Some(time(entry.updated_at())) }
}

/// Applies `make` to a range of all organizations that are not withdrawn.
fn with_listed<T>(
    snapshot: &Snapshot,
    skipped: usize,
    size: usize,
    make: impl FnOnce(&Selection<'_>) -> T,
) -> Result<T, CatalogError> {
    let mut filter = Filter::default();
    let none = vec![Status::Withdrawn.as_str().to_owned()];
    filter.set_choice(Facet::Status, Choice::but(none));
    let (sort, start) = (Sort::NAME, Start::Offset(skipped));
    let request = ListRequest { filter: &filter, query: None, sort, start: &start, size };
    snapshot.select(&request).map(|selection| make(&selection))
}

/// Formats a time for the protocol (W3C Datetime), to the second.
fn time(time: jiff::Timestamp) -> String {
    format!("{time:.0}")
}
