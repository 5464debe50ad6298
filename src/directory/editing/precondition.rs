//! What a client says must hold before its edit is made (RFC 9110, section 13.1).

use super::EditError;
use crate::domain::OrganizationState;

/// What must hold of the organization as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// Nothing in particular.
    None,
    /// There is one, whatever its revision: `If-Match: *`.
    Exists,
    /// One of these revisions is the newest: `If-Match` with their tags.
    Revision(Vec<i32>),
    /// There is none: `If-None-Match: *`.
    Absent,
}

impl Precondition {
    /// # Errors
    ///
    /// When it does not hold.
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
