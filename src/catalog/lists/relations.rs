//! Related organizations, both ways: a profile writes a relation, and it is also shown on the
//! profile of the other organization.

use crate::catalog::{CatalogError, Entry, Snapshot};
use crate::domain::{Keyword, Organization, RelationKind, Relationship};

/// An organization that is related to another one.
pub struct RelatedOrganization<'s> {
    /// Its relation to the other one.
    pub relation: RelationKind,
    /// The organization; `None` if the directory does not have it.
    pub entry: Option<Entry<'s>>,
    pub name: String,
    /// The place in `related` of the other one's profile; `None` if the profile of this one writes
    /// the relation.
    pub place: Option<usize>,
}

impl Snapshot {
    /// The organizations that are related to one: first those that its profile names, then those
    /// whose profiles name it. Withdrawn ones are left out.
    ///
    /// # Errors
    ///
    /// [`CatalogError::UnreadableDocument`] when the profile cannot be read.
    pub fn related(&self, entry: &Entry<'_>) -> Result<Vec<RelatedOrganization<'_>>, CatalogError> {
        Ok(self.related_to(&self.organization(entry)?))
    }

    /// The same for a profile.
    pub fn related_to(&self, profile: &Organization) -> Vec<RelatedOrganization<'_>> {
        let mut all: Vec<RelatedOrganization<'_>> = Vec::new();
        for (place, related) in profile.related.iter().enumerate() {
            let entry = related.slug.as_ref().and_then(|slug| self.columns().find(slug.as_str()));
            if entry.as_ref().is_some_and(|entry| entry.withdrawal().is_some()) {
                continue;
            }
            let written = related.name.as_ref().map(|name| name.as_str());
            let slug = related.slug.as_ref().map(|slug| slug.as_str());
            let name = entry.as_ref().map(Entry::name).or(written).or(slug).unwrap_or_default();
            let (relation, name) = (RelationKind::of(related.relation), name.to_owned());
            all.push(RelatedOrganization { relation, entry, name, place: Some(place) });
        }
        for (entry, word) in self.columns().naming(profile.slug.as_str()) {
            let Some(relationship) = Relationship::from_word(word) else { continue };
            let relation = RelationKind::of(relationship).inverse();
            // Both profiles may write a relation.
            let is_shown = all.iter().any(|shown| {
                let slug = shown.entry.as_ref().map(Entry::slug);
                shown.relation == relation && slug == Some(entry.slug())
            });
            if !is_shown && entry.withdrawal().is_none() {
                let name = entry.name().to_owned();
                all.push(RelatedOrganization { relation, entry: Some(entry), name, place: None });
            }
        }
        all
    }
}
