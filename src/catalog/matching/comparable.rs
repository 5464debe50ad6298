//! The parts of an organization that are compared exactly: whole names, the website, identifiers.

use super::duplicates::{MAX_OF_HOST, SharedTrait};
use crate::catalog::columns::{Website, comparable, parts};
use crate::catalog::rows::entry::NameRole;
use crate::catalog::{Entry, Snapshot};
use crate::domain::ProposedOrganization;
use crate::text::folded_words;

/// The parts of an organization in the form in which they are compared with those of another one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComparableOrganization {
    pub slug: String,
    /// Folded names: the display name is a [`SharedTrait::Name`], others and acronyms are not.
    pub names: Vec<(SharedTrait, String)>,
    pub website: Option<ComparableWebsite>,
    /// The scheme and the letters and digits of each identifier.
    pub identifiers: Vec<String>,
}

/// A website in the form in which it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparableWebsite {
    pub host: String,
    /// The path and the query.
    pub page: String,
    is_on_platform: bool,
}

impl ComparableWebsite {
    fn of(text: Option<&str>) -> Option<Self> {
        let site = Website::of(text)?;
        let is_on_platform = site.is_on_platform();
        Some(Self { host: site.host, page: site.page, is_on_platform })
    }

    /// Whether it is the website of another organization, where `on_host` organizations have theirs
    /// on this host.
    pub fn is_same(&self, page: &str, on_host: usize) -> bool {
        let is_shared = self.is_on_platform || on_host > MAX_OF_HOST;
        !is_shared || (!page.is_empty() && self.page == page)
    }
}

fn identifier(scheme: &str, value: &str) -> String {
    format!("{} {}", scheme.trim().to_uppercase(), comparable(value))
}

impl From<&ProposedOrganization> for ComparableOrganization {
    fn from(proposed: &ProposedOrganization) -> Self {
        let own = std::iter::once((SharedTrait::Name, proposed.name.as_str()));
        let others = proposed.other_names.iter().chain(&proposed.acronym);
        let names = own.chain(others.map(|name| (SharedTrait::OtherName, name.as_str())));
        let identifiers = proposed.identifiers.iter();
        Self {
            slug: proposed.slug.clone().unwrap_or_default(),
            names: names.map(|(kind, name)| (kind, folded_words(name))).collect(),
            website: ComparableWebsite::of(proposed.website.as_deref()),
            identifiers: identifiers.map(|(scheme, value)| identifier(scheme, value)).collect(),
        }
    }
}

impl From<&Entry<'_>> for ComparableOrganization {
    fn from(entry: &Entry<'_>) -> Self {
        let own = entry.names().filter(|name| name.role != NameRole::Associated);
        let names = own.map(|name| match name.role {
            NameRole::Name => (SharedTrait::Name, name.folded.to_owned()),
            _ => (SharedTrait::OtherName, name.folded.to_owned()),
        });
        let identifiers = entry.identifiers().map(|it| {
            let (scheme, value) = parts(it);
            identifier(scheme, value)
        });
        Self {
            slug: entry.slug().to_owned(),
            names: names.collect(),
            website: ComparableWebsite::of(entry.website()),
            identifiers: identifiers.collect(),
        }
    }
}

impl Snapshot {
    /// All organizations, also withdrawn ones, as they are compared with new ones.
    pub fn comparable_organizations(&self) -> impl Iterator<Item = ComparableOrganization> {
        let rows = self.columns().rows();
        rows.map(|row| ComparableOrganization::from(&Entry::new(row)))
    }
}
