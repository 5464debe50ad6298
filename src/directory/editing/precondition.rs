//! Preconditions of edits (RFC 9110, section 13.1).

use super::EditError;
use crate::domain::{OrganizationState, TermState};

/// A condition on the current state of the organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// No condition.
    None,
    /// It exists: `If-Match: *`.
    Exists,
    /// Its current revision is one of these: `If-Match` with their ETags.
    Revision(Vec<i32>),
    /// It does not exist: `If-None-Match: *`.
    Absent,
}

/// A condition on the current state of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermPrecondition {
    /// No condition.
    None,
    /// It does not exist.
    Absent,
    /// Its current revision is this one.
    Revision(i32),
}

impl TermPrecondition {
    /// # Errors
    ///
    /// With [`EditError::Unknown`], [`EditError::TermExists`] or [`EditError::StaleTerm`] if it does
    /// not hold.
    pub fn check(self, current: Option<&TermState>) -> Result<(), EditError> {
        match (self, current) {
            (Self::Revision(_), None) => Err(EditError::Unknown),
            (Self::Absent, Some(_)) => Err(EditError::TermExists),
            (Self::Revision(revision), Some(state)) if revision != state.revision => {
                Err(EditError::StaleTerm(Box::new(state.clone())))
            }
            _ => Ok(()),
        }
    }
}

impl Precondition {
    /// # Errors
    ///
    /// With [`EditError::Unknown`] or [`EditError::Stale`] if it does not hold.
    pub fn check(&self, current: Option<&OrganizationState>) -> Result<(), EditError> {
        match (self, current) {
            (Self::Exists | Self::Revision(_), None) => Err(EditError::Unknown),
            (Self::Absent, Some(state)) => Err(EditError::Stale(Box::new(state.clone()))),
            (Self::Revision(revisions), Some(state)) if !revisions.contains(&state.revision) => {
                Err(EditError::Stale(Box::new(state.clone())))
            }
            _ => Ok(()),
        }
    }
}
