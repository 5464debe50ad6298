//! Organizations that may be the same as one that an editor is about to add: by their names, the
//! host of their website, and their identifiers in any spelling.
//!
//! Unlike reconciliation, it also finds withdrawn organizations, because those can be restored.

use std::collections::HashMap;

use super::exact::by_letters;
use super::likeness::NameWords;
use super::similar::similar;
use super::{Basis, LEAST_CLOSE, bounded, rounded, score_of_likeness};
use crate::catalog::columns::{Columns, Website, comparable, parts};
use crate::catalog::rows::entry::NameRole;
use crate::catalog::{Entry, Snapshot};
use crate::domain::{Identifier, ProposedOrganization};
use crate::text::folded_words;

/// Maximum number of organizations in a response.
const MAX_SIMILAR: usize = 10;

/// Maximum number of organizations with one website. A host with more is shared by organizations
/// that are not related, so their pages are compared.
pub(super) const MAX_OF_HOST: usize = 5;

/// Maximum number of organizations on a shared host whose pages are compared.
const MAX_PAGES: usize = 2_000;

/// Maximum number of organizations of one name or one number.
const MAX_NAMESAKES: usize = 50;

/// Maximum number of other names whose words are compared.
const MAX_NAMES: usize = 4;

/// Minimum number of letters and digits of an identifier without a register. A shorter number is
/// rather a year or a count.
const MIN_NUMBER: usize = 5;

/// Score of an organization with the same website.
const SAME_WEBSITE: f64 = 90.0;

/// Score of an organization that has only the same acronym: short acronyms have many owners.
const SAME_ACRONYM: f64 = 70.0;

/// Which part of an organization is like that of another, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SharedTrait {
    Identifier,
    Name,
    Website,
    /// Another name or an acronym.
    OtherName,
}

impl SharedTrait {
    pub const ALL: [Self; 4] = [Self::Identifier, Self::Name, Self::Website, Self::OtherName];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Name => "name",
            Self::Website => "website",
            Self::OtherName => "other_name",
        }
    }
}

/// An organization that may be the same.
pub struct SimilarExisting<'s> {
    pub entry: Entry<'s>,
    /// Each once, the strongest first; at least one.
    pub why: Vec<SharedTrait>,
    /// The score of the strongest, from 0 to 100, with one decimal.
    pub score: f64,
}

/// Whether names that are only similar are found too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// Only names with the same words in the same order.
    Whole,
    /// Also names with some other words, in another order, or with typing errors.
    Similar,
}

impl Snapshot {
    /// The organizations that may be the same as a proposed one, the likeliest first; at most 10.
    /// The organization that is edited is left out.
    pub fn similar_existing(
        &self,
        proposed: &ProposedOrganization,
        names: NameMatch,
    ) -> Vec<SimilarExisting<'_>> {
        let columns = self.columns();
        let mut found = Found::default();
        add_identified(columns, proposed, &mut found);
        add_named(columns, proposed, names, &mut found);
        add_on_website(columns, proposed, &mut found);
        found.ranked(proposed.edited.as_deref())
    }
}

/// The organizations found so far, by number, with the score of each trait.
#[derive(Default)]
struct Found<'s> {
    by_number: HashMap<u32, (Entry<'s>, HashMap<SharedTrait, f64>)>,
}

impl<'s> Found<'s> {
    fn add(&mut self, entry: Entry<'s>, shared: SharedTrait, score: f64) {
        let (_, traits) =
            self.by_number.entry(entry.number()).or_insert_with(|| (entry, HashMap::new()));
        let known = traits.entry(shared).or_insert(score);
        *known = known.max(score);
    }

    fn ranked(self, but: Option<&str>) -> Vec<SimilarExisting<'s>> {
        let others = self.by_number.into_values().filter(|(it, _)| Some(it.slug()) != but);
        let mut similar: Vec<SimilarExisting<'s>> = others
            .map(|(entry, traits)| {
                let score = traits.values().copied().fold(0.0, f64::max);
                let why = SharedTrait::ALL.into_iter().filter(|it| traits.contains_key(it));
                SimilarExisting { entry, why: why.collect(), score: rounded(score) }
            })
            .collect();
        similar.sort_by(|a, b| {
            let by_name =
                || (a.entry.name_key(), a.entry.slug()).cmp(&(b.entry.name_key(), b.entry.slug()));
            let by_score = b.score.total_cmp(&a.score).then(b.why.len().cmp(&a.why.len()));
            by_score.then_with(by_name)
        });
        similar.truncate(MAX_SIMILAR);
        similar
    }
}

fn add_identified<'s>(
    columns: &'s Columns,
    proposed: &ProposedOrganization,
    found: &mut Found<'s>,
) {
    for (scheme, value) in &proposed.identifiers {
        let (scheme, written) = (scheme.trim().to_uppercase(), comparable(value));
        let identifier = scheme.parse().ok().and_then(|it| Identifier::new(it, value).ok());
        let owner = identifier.and_then(|it| columns.find(&it.key().to_string()));
        if let Some(entry) = owner {
            found.add(entry, SharedTrait::Identifier, Basis::Identifier.score());
        }
        if written.is_empty() || (scheme.is_empty() && written.len() < MIN_NUMBER) {
            continue;
        }
        let like = columns.identifiers_with_prefix(&written).take(MAX_NAMESAKES);
        let same = like.filter(|(_, other)| {
            let (of_scheme, value) = parts(other);
            comparable(value) == written && (scheme.is_empty() || scheme == of_scheme)
        });
        for (entry, _) in same {
            found.add(entry, SharedTrait::Identifier, Basis::Identifier.score());
        }
    }
}

fn add_named<'s>(
    columns: &'s Columns,
    proposed: &ProposedOrganization,
    names: NameMatch,
    found: &mut Found<'s>,
) {
    let own = std::iter::once((proposed.name.as_str(), SharedTrait::Name));
    let others = proposed.other_names.iter().map(|name| (name.as_str(), SharedTrait::OtherName));
    for (at, (name, kind)) in own.chain(others).enumerate() {
        let name = bounded(name);
        let folded = folded_words(&name);
        let is_whole = add_whole(columns, &folded, kind, found);
        if names == NameMatch::Whole || at > MAX_NAMES || folded.is_empty() {
            continue;
        }
        if !is_whole {
            by_letters(columns, &folded, &mut |entry| {
                found.add(entry, kind, Basis::Similar.score());
            });
        }
        for like in similar(columns, &NameWords::new(columns, &name), !is_whole) {
            let shared = if like.is_by_name { kind } else { SharedTrait::OtherName };
            let score = score_of_likeness(like.likeness);
            if score >= LEAST_CLOSE {
                found.add(like.entry, shared, score);
            }
        }
    }
    let acronym = folded_words(&bounded(proposed.acronym.as_deref().unwrap_or_default()));
    for (entry, _) in whole(columns, &acronym) {
        found.add(entry, SharedTrait::OtherName, SAME_ACRONYM);
    }
}

/// Adds the organizations with a folded text as one of their names. Returns whether there are any.
fn add_whole<'s>(
    columns: &'s Columns,
    folded: &str,
    kind: SharedTrait,
    found: &mut Found<'s>,
) -> bool {
    let mut is_any = false;
    for (entry, role) in whole(columns, folded) {
        is_any = true;
        match (kind, role) {
            (SharedTrait::Name, NameRole::Name) => {
                found.add(entry, SharedTrait::Name, Basis::Name.score());
            }
            _ => found.add(entry, SharedTrait::OtherName, Basis::OtherName.score()),
        }
    }
    is_any
}

/// The organizations with a folded text as their name, another name or an acronym.
fn whole<'s>(
    columns: &'s Columns,
    folded: &str,
) -> impl Iterator<Item = (Entry<'s>, NameRole)> + use<'s> {
    let mut found: Vec<(Entry<'s>, NameRole)> = Vec::new();
    if !folded.is_empty() {
        let names = columns.names_with_prefix(folded).take_while(|(_, it)| it.folded == folded);
        let own = names.filter(|(_, name)| name.role != NameRole::Associated);
        found.extend(own.take(MAX_NAMESAKES).map(|(entry, name)| (entry, name.role)));
    }
    found.into_iter()
}

fn add_on_website<'s>(
    columns: &'s Columns,
    proposed: &ProposedOrganization,
    found: &mut Found<'s>,
) {
    let Some(site) = Website::of(proposed.website.as_deref()) else { return };
    let mut on_host = columns.on_host(&site.host, MAX_PAGES);
    if site.is_on_platform() || on_host.len() > MAX_OF_HOST {
        on_host.retain(|(_, other)| !other.page.is_empty() && other.page == site.page);
    }
    for (entry, _) in on_host {
        found.add(entry, SharedTrait::Website, SAME_WEBSITE);
    }
}

#[cfg(test)]
mod tests;
