//! Profiles that a load adds although the directory, or the same load, may have the organization.
//!
//! Only whole names, the host of the website and identifiers are compared, in any spelling, so a load
//! of any size takes one pass over the organizations. Those that the load updates are compared as they
//! were before it (by a server) or as they are after it (by a command).

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::catalog::{ComparableOrganization, SharedTrait};
use crate::domain::{Node, ProposedOrganization, Slug};
use crate::store::{Store, StoreError};

/// Maximum number of added profiles in a report.
const MAX_REPORTED: usize = 100;

/// Maximum number of organizations that are named for one added profile.
const MAX_SIMILAR: usize = 10;

/// Maximum number of organizations that are compared further for one added profile.
const MAX_FOUND: usize = 50;

/// Maximum number of added profiles on one host that are compared with an organization there.
const MAX_ON_HOST: usize = 200;

/// A profile that a load adds, with the organizations that may be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SimilarAdded {
    pub slug: Slug,
    /// At least one, at most 10.
    pub similar: Vec<SimilarOrganization>,
}

/// An organization that may be the same as an added one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SimilarOrganization {
    pub slug: String,
    /// The parts that are alike, each once, the strongest first: `identifier`, `name`, `website`,
    /// `other_name`.
    pub why: Vec<&'static str>,
    /// Whether the same load adds it.
    pub is_added: bool,
}

/// The added profiles, by everything that is compared.
pub struct AddedProfiles {
    added: Vec<ComparableOrganization>,
    slugs: HashSet<String>,
    /// The page of the website of each; empty without one.
    pages: Vec<String>,
    by_name: HashMap<String, Vec<(usize, SharedTrait)>>,
    by_host: HashMap<String, Vec<usize>>,
    by_identifier: HashMap<String, Vec<usize>>,
    /// Number of organizations on each host of an added one.
    on_host: HashMap<String, usize>,
    found: Vec<HashMap<String, Found>>,
}

/// The parts that an organization shares with an added one.
#[derive(Default)]
struct Found {
    shared: Vec<SharedTrait>,
    /// The page of its website, if the host is the same.
    page: Option<String>,
    is_added: bool,
}

impl AddedProfiles {
    pub fn new(proposed: &[ProposedOrganization]) -> Self {
        let added: Vec<ComparableOrganization> = proposed.iter().map(Into::into).collect();
        let mut this = Self {
            slugs: added.iter().map(|it| it.slug.clone()).collect(),
            pages: added
                .iter()
                .map(|it| it.website.as_ref().map_or_else(String::new, |it| it.page.clone()))
                .collect(),
            by_name: HashMap::new(),
            by_host: HashMap::new(),
            by_identifier: HashMap::new(),
            on_host: HashMap::new(),
            found: added.iter().map(|_| HashMap::new()).collect(),
            added: Vec::new(),
        };
        for (place, it) in added.iter().enumerate() {
            for (kind, name) in it.names.iter().filter(|(_, name)| !name.is_empty()) {
                this.by_name.entry(name.clone()).or_default().push((place, *kind));
            }
            if let Some(site) = &it.website {
                this.by_host.entry(site.host.clone()).or_default().push(place);
            }
            for identifier in &it.identifiers {
                this.by_identifier.entry(identifier.clone()).or_default().push(place);
            }
        }
        for (place, it) in added.iter().enumerate() {
            this.compare(it, Some(place));
        }
        this.added = added;
        this
    }

    /// Compares an organization with the added ones. `own` is its place among them.
    fn compare(&mut self, other: &ComparableOrganization, own: Option<usize>) {
        let Self { pages, by_name, by_host, by_identifier, on_host, found, .. } = self;
        let mut add = |place: usize, shared: Option<SharedTrait>, page: Option<&str>| {
            let found = &mut found[place];
            let is_full = found.len() >= MAX_FOUND && !found.contains_key(&other.slug);
            if is_full || own == Some(place) {
                return;
            }
            let found = found.entry(other.slug.clone()).or_default();
            found.is_added = own.is_some();
            found.page = found.page.take().or_else(|| page.map(str::to_owned));
            if let Some(shared) = shared.filter(|shared| !found.shared.contains(shared)) {
                found.shared.push(shared);
            }
        };
        for (kind, name) in &other.names {
            for (place, own) in by_name.get(name).into_iter().flatten() {
                let shared = match (own, kind) {
                    (SharedTrait::Name, SharedTrait::Name) => SharedTrait::Name,
                    _ => SharedTrait::OtherName,
                };
                add(*place, Some(shared), None);
            }
        }
        for identifier in &other.identifiers {
            for place in by_identifier.get(identifier).into_iter().flatten() {
                add(*place, Some(SharedTrait::Identifier), None);
            }
        }
        if let Some(site) = &other.website
            && let Some(places) = by_host.get(&site.host)
        {
            let count = on_host.entry(site.host.clone()).or_default();
            *count += 1;
            // On a host that many share, only the same page matters.
            let is_alike = |place: &&usize| {
                let page = pages.get(**place).map_or("", String::as_str);
                site.is_same(page, *count)
            };
            for place in places.iter().filter(is_alike).take(MAX_ON_HOST) {
                add(*place, None, Some(&site.page));
            }
        }
    }

    /// Compares an organization that the directory had before the load.
    pub fn compare_existing(&mut self, existing: &ComparableOrganization) {
        if !self.slugs.contains(&existing.slug) {
            self.compare(existing, None);
        }
    }

    /// The added profiles that may be duplicates, in the order of the load, and the number of those
    /// that are left out.
    pub fn report(self) -> (Vec<SimilarAdded>, usize) {
        let Self { added, on_host, found, .. } = self;
        let mut report = Vec::new();
        let mut left_out = 0;
        for (it, found) in added.iter().zip(found) {
            let mut similar: Vec<SimilarOrganization> = found
                .into_iter()
                .filter_map(|(slug, found)| similar(it, slug, found, &on_host))
                .collect();
            similar.sort_by(|a, b| (b.why.len(), &a.slug).cmp(&(a.why.len(), &b.slug)));
            similar.truncate(MAX_SIMILAR);
            let Ok(slug) = it.slug.parse() else { continue };
            match (similar.is_empty(), report.len() < MAX_REPORTED) {
                (true, _) => {}
                (false, true) => report.push(SimilarAdded { slug, similar }),
                (false, false) => left_out += 1,
            }
        }
        (report, left_out)
    }
}

/// An organization as the report names it; `None` if only a shared host made it look alike.
fn similar(
    added: &ComparableOrganization,
    slug: String,
    found: Found,
    on_host: &HashMap<String, usize>,
) -> Option<SimilarOrganization> {
    let Found { mut shared, page, is_added } = found;
    if let (Some(site), Some(page)) = (&added.website, page)
        && site.is_same(&page, on_host.get(&site.host).copied().unwrap_or_default())
    {
        shared.push(SharedTrait::Website);
    }
    shared.sort_unstable();
    let why: Vec<&str> = shared.into_iter().map(SharedTrait::as_str).collect();
    (!why.is_empty()).then_some(SimilarOrganization { slug, why, is_added })
}

/// Compares the profiles of a store with added ones. A load into an empty directory has nothing to
/// compare.
///
/// # Errors
///
/// When the database fails.
pub fn compare_stored(store: &Store, added: &mut AddedProfiles) -> Result<(), StoreError> {
    let outcome = store.for_each_profile(|document, _, total| {
        let node: Node<'_> = serde_json::from_str(document)
            .map_err(|err| Stop::Failed(StoreError::Corrupt(err.to_string())))?;
        let existing = ComparableOrganization::from(&ProposedOrganization::read(&node));
        if total <= added.slugs.len() && added.slugs.contains(&existing.slug) {
            return Err(Stop::AllAdded);
        }
        added.compare_existing(&existing);
        Ok(())
    });
    match outcome {
        Ok(_) | Err(Stop::AllAdded) => Ok(()),
        Err(Stop::Failed(err)) => Err(err),
    }
}

/// Why reading the profiles ends early.
enum Stop {
    AllAdded,
    Failed(StoreError),
}

impl From<StoreError> for Stop {
    fn from(err: StoreError) -> Self {
        Self::Failed(err)
    }
}
