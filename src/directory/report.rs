//! The report of a load.

use serde::Serialize;

use super::duplicates::{AddedProfiles, SimilarAdded};
use super::edits::EditedDocument;
use crate::domain::{ProposedOrganization, Slug};

/// The result of a load, or the expected result in a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoadReport {
    /// The id with which the load can be reverted; `None` if it changed nothing.
    pub id: Option<String>,
    /// The number of the directory's last change after the load.
    pub change: i64,
    pub added: Vec<Slug>,
    pub updated: Vec<UpdatedOrganization>,
    pub unchanged: usize,
    pub withdrawn: Vec<Slug>,
    pub terms_added: usize,
    pub terms_updated: usize,
    pub terms_unchanged: usize,
    /// Edited profiles and terms that were left as they are.
    pub kept: Vec<EditedDocument>,
    /// Edited profiles and terms that were replaced or withdrawn.
    pub overwritten: Vec<EditedDocument>,
    /// Added profiles of organizations that the directory or the load may have already.
    pub similar: Vec<SimilarAdded>,
    /// Number of such profiles that `similar` leaves out.
    pub similar_left_out: usize,
    /// The added profiles, until `similar` is known.
    #[serde(skip)]
    pub(super) proposed: Vec<ProposedOrganization>,
    /// Whether too many profiles were added to compare them with others.
    #[serde(skip)]
    pub similar_unknown: bool,
}

impl LoadReport {
    /// Maximum number of added profiles that are compared with others: 35 MB of names and websites.
    pub const MAX_COMPARED: usize = 10_000;

    /// Notes an added profile, to be compared with others.
    pub(super) fn propose(&mut self, proposed: &ProposedOrganization) {
        self.similar_unknown |= self.proposed.len() >= Self::MAX_COMPARED;
        if self.similar_unknown {
            self.proposed = Vec::new();
        } else {
            self.proposed.push(proposed.clone());
        }
    }

    /// Names the added profiles that may be duplicates; `compare` compares them with the
    /// organizations that the directory had before.
    ///
    /// # Errors
    ///
    /// Those of `compare`.
    pub(super) fn find_similar<E>(
        &mut self,
        compare: impl FnOnce(&mut AddedProfiles) -> Result<(), E>,
    ) -> Result<(), E> {
        let proposed = std::mem::take(&mut self.proposed);
        if !proposed.is_empty() {
            let mut added = AddedProfiles::new(&proposed);
            compare(&mut added)?;
            (self.similar, self.similar_left_out) = added.report();
        }
        Ok(())
    }
}

/// An organization that a load updated, with the root keys that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpdatedOrganization {
    pub slug: Slug,
    pub changed: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_added_profiles_are_not_kept_in_memory() {
        let mut report = LoadReport::default();
        let one = ProposedOrganization::default();
        let max = LoadReport::MAX_COMPARED;
        (0..max).for_each(|_| report.propose(&one));
        assert_eq!((report.proposed.len(), report.similar_unknown), (max, false));
        (0..2).for_each(|_| report.propose(&one));
        assert_eq!((report.proposed.capacity(), report.similar_unknown), (0, true));
    }
}
