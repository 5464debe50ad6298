//! Editing one document at a time.
//!
//! Each edit is checked against the current directory and written in one transaction. The result
//! names the change that readers must see before the client gets its response.

mod organizations;
mod precondition;
mod terms;

use super::Directory;
use crate::domain::{Author, Code, OrganizationState, Pointer, Slug, TermState, Violation};
use crate::store::StoreError;
use crate::store::Writer;

pub(super) use organizations::current_state;
pub use precondition::{Precondition, TermPrecondition};
pub(super) use terms::group_violation;

/// The note of a verification without another one.
pub const VERIFIED_NOTE: &str = "Read against its sources.";

/// The result of an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited<S> {
    pub outcome: Outcome,
    /// The document after the edit.
    pub state: S,
    /// The last change of the edit. Readers must see it before the client gets its response.
    pub change: i64,
}

/// Whether an edit created, updated or left its document unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Updated,
    /// The document already was like this, so nothing was written.
    Unchanged,
}

/// Why a document was not edited. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("nothing has this slug")]
    Unknown,
    #[error("its slug is now `{0}`")]
    Moved(Slug),
    /// The author may edit only these organizations.
    #[error("the author may not edit it")]
    NotAllowed(Vec<Slug>),
    /// Already withdrawn: for a different reason, or it cannot be verified.
    #[error("the organization is already withdrawn")]
    AlreadyWithdrawn(Box<OrganizationState>),
    #[error("it has no revision {wanted}; its last is {last}")]
    UnknownRevision { wanted: i32, last: i32 },
    /// The precondition does not hold for the current revision.
    #[error("the current revision is {}", .0.revision)]
    Stale(Box<OrganizationState>),
    /// The precondition requires that there is no such term.
    #[error("the term already exists")]
    TermExists,
    /// The precondition does not hold for the current revision of the term.
    #[error("the current revision of the term is {}", .0.revision)]
    StaleTerm(Box<TermState>),
    #[error("the document breaks rules")]
    Rejected(Vec<Violation>),
    /// The number of organizations that use the term, and the first of them.
    #[error("{count} organizations use the term")]
    TermInUse { count: usize, first: Vec<Slug> },
    /// The terms that name the term as broader or as their replacement.
    #[error("other terms name the term")]
    NamedByTerms(Vec<Slug>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Vec<Violation>> for EditError {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Rejected(violations)
    }
}

/// Checks that the author of a change may edit an organization; `None` for a new one.
///
/// # Errors
///
/// With [`EditError::NotAllowed`] if the author is limited to others.
fn check_limit(author: &Author, current: Option<&OrganizationState>) -> Result<(), EditError> {
    match author.limit_without(current.map_or("", |state| &state.id)) {
        Some(allowed) => {
            Err(EditError::NotAllowed(allowed.iter().map(|it| it.slug.clone()).collect()))
        }
        None => Ok(()),
    }
}

/// The result of editing an organization.
pub type EditedOrganization = Result<Edited<OrganizationState>, EditError>;

/// The result of editing a term.
pub type EditedTerm = Result<Edited<TermState>, EditError>;

/// A violation if a document has another slug than `wanted`, that of its URL; `reason` says why
/// they must be the same.
fn other_slug(wanted: &Slug, given: Option<&Slug>, reason: &str) -> Option<Violation> {
    given.filter(|given| *given != wanted)?;
    let message = format!("`slug` must be `{wanted}`, as in the URL{reason}");
    let violation = Violation::new(&Pointer::Root.key("slug"), Code::Contradiction, message);
    Some(violation.with_suggestion(Some(wanted.to_string())))
}

impl Directory {
    /// Runs an edit in one transaction, and wakes the follower.
    fn edit<T>(
        &self,
        author: &Author,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, EditError>,
    ) -> Result<T, EditError> {
        let edited = self.store.write(author, work)?;
        self.follower.wake();
        Ok(edited)
    }
}
