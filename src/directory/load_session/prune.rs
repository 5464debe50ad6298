//! Withdrawing the organizations that a load does not contain.

use super::{CHUNK, LoadSession};
use crate::directory::documents::{by_slug, parse_stored};
use crate::directory::edits::EditedDocument;
use crate::domain::{Organization, OrganizationState, Slug, SubjectKind, Withdrawal};
use crate::store::{Publication, StoreError};

impl<O: Clone> LoadSession<'_, '_, O> {
    /// Withdraws every organization that was not loaded.
    pub fn withdraw_missing(&mut self) -> Result<(), StoreError> {
        let mut missing: Vec<Slug> = self.writer.listed_organizations()?;
        missing.retain(|slug| !self.seen.has(slug) && !self.is_kept(slug));
        missing.sort_unstable();
        for slugs in missing.chunks(CHUNK) {
            let states = by_slug(self.writer.organizations(&slugs.iter().collect::<Vec<_>>())?);
            let states: Vec<&OrganizationState> =
                slugs.iter().filter_map(|slug| states.get(slug)).collect();
            let mut edits = self.edits_of(&states)?;
            // A withdrawal brings no redacted text back, so only the edits count here.
            edits.retain(|_, edits| !edits.authors.is_empty());
            let is_edited = |state: &OrganizationState| edits.contains_key(state.id.as_str());
            self.add_edited(states.iter().filter_map(|state| {
                let edits = edits.get(state.id.as_str())?;
                let subject = SubjectKind::Organization;
                Some(EditedDocument::whole(subject, &state.slug, edits, &["status", "withdrawal"]))
            }));
            let keeps_edits = self.keeps_edits();
            let is_kept = |state: &OrganizationState| keeps_edits && is_edited(state);
            let mut withdrawn = Vec::new();
            for state in states.into_iter().filter(|state| !is_kept(state)) {
                self.report.withdrawn.push(state.slug.clone());
                let profile: Organization = parse_stored(&state.document)?;
                let profile = profile.into_withdrawn(no_longer_loaded()?);
                let document = profile.to_json();
                withdrawn.push((state, profile, document));
            }
            let publications: Vec<Publication<'_>> = withdrawn
                .iter()
                .map(|(state, profile, document)| Publication {
                    current: Some(state),
                    profile,
                    document,
                    is_restored: false,
                })
                .collect();
            self.writer.publish(&publications)?;
        }
        Ok(())
    }
}

fn no_longer_loaded() -> Result<Withdrawal, StoreError> {
    let json = r#"{"reason": "It is no longer among the profiles that the directory loads."}"#;
    parse_stored(json)
}
