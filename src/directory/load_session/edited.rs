//! The edits that a load would replace, and the organizations that it keeps because of them.

use std::collections::HashMap;

use super::{LoadSession, Waiting};
use crate::directory::documents::by_slug;
use crate::directory::edits::{EditPolicy, EditedDocument};
use crate::domain::{Keyword, OrganizationState, Slug, SubjectKind};
use crate::store::{Edits, StoreError};

impl<O: Clone> LoadSession<'_, '_, O> {
    /// Finds the edits that the profiles of a chunk would replace.
    pub(super) fn find_edited(
        &mut self,
        chunk: &[Waiting<O>],
        current_states: &HashMap<Slug, OrganizationState>,
    ) -> Result<(), StoreError> {
        let replaced = chunk.iter().filter_map(|waiting| {
            let (profile, document) = waiting.valid.as_ref()?;
            let state = current_states.get(&profile.slug)?;
            (state.document != *document).then_some((state, document))
        });
        let replaced: Vec<(&OrganizationState, &String)> = replaced.collect();
        let states: Vec<&OrganizationState> = replaced.iter().map(|(state, _)| *state).collect();
        let edits = self.edits_of(&states)?;
        let mut edited = Vec::new();
        for (state, document) in replaced {
            let Some(edits) = edits.get(state.id.as_str()) else { continue };
            let subject = SubjectKind::Organization;
            edited.extend(EditedDocument::of(
                subject,
                &state.slug,
                edits,
                &state.document,
                document,
            )?);
        }
        if self.keeps_edits() {
            self.kept.extend(edited.iter().map(|it| it.slug.clone()));
        }
        self.add_edited(edited);
        Ok(())
    }

    /// Keeps the organizations that were renamed since the last load, which has them under their
    /// former slugs.
    pub(super) fn keep_renamed(&mut self, chunk: &[Waiting<O>]) -> Result<(), StoreError> {
        let valid: Vec<_> = chunk.iter().filter_map(|waiting| waiting.valid.as_ref()).collect();
        let slugs: Vec<&Slug> = valid.iter().map(|(profile, _)| &profile.slug).collect();
        let owners: HashMap<Slug, Slug> = self.writer.former_owners(&slugs)?.into_iter().collect();
        let states = by_slug(self.writer.organizations(&owners.values().collect::<Vec<_>>())?);
        let edits = self.edits_of(&states.values().collect::<Vec<_>>())?;
        for (profile, document) in valid {
            let state = owners.get(&profile.slug).and_then(|owner| states.get(owner));
            let Some(state) = state else { continue };
            let Some(edits) = edits.get(state.id.as_str()) else { continue };
            let subject = SubjectKind::Organization;
            let edited =
                EditedDocument::of(subject, &state.slug, edits, &state.document, document)?;
            if let Some(edited) = edited.filter(|it| it.keys.iter().any(|key| key == "slug")) {
                self.kept.extend([profile.slug.clone(), state.slug.clone()]);
                self.report.kept.push(edited);
            }
        }
        Ok(())
    }

    /// The edits of organizations, by their ids.
    pub(super) fn edits_of<'a>(
        &mut self,
        states: &[&'a OrganizationState],
    ) -> Result<HashMap<&'a str, Edits>, StoreError> {
        let ids: Vec<&str> = states.iter().map(|state| state.id.as_str()).collect();
        self.writer.edits(&self.log, SubjectKind::Organization.as_str(), &ids)
    }

    /// Whether the load leaves an organization with this slug as it is.
    pub(super) fn is_kept(&self, slug: &Slug) -> bool {
        self.kept.contains(slug)
    }

    /// Whether edited organizations stay as they are.
    pub(super) fn keeps_edits(&self) -> bool {
        self.edits == EditPolicy::Keep
    }

    /// Adds edited documents to the report: as kept or as overwritten, as the policy says.
    pub fn add_edited(&mut self, edited: impl IntoIterator<Item = EditedDocument>) {
        match self.edits {
            EditPolicy::Keep => self.report.kept.extend(edited),
            EditPolicy::Refuse | EditPolicy::Overwrite => self.report.overwritten.extend(edited),
        }
    }
}
