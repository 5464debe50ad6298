//! Editing one document at a time: checked beside everything that stands,
//! written as one change, and shown to readers before it is answered.

mod organizations;
mod precondition;
mod terms;

use super::Directory;
use crate::domain::{Author, OrganizationState, Slug, TermState, Violation};
use crate::store::StoreError;
use crate::store::Writer;

pub use precondition::Precondition;
pub(super) use terms::used_group;

/// What became of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited<S> {
    pub outcome: Outcome,
    /// What stands now.
    pub state: S,
    /// The last change that was made; readers must see it before the answer.
    pub change: i64,
}

/// What an edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Created,
    Updated,
    /// It stood so already: nothing was written.
    Unchanged,
}

/// Why a document was not edited. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("there is nothing with this slug")]
    Unknown,
    #[error("its slug is `{0}` now")]
    Moved(Slug),
    /// It is withdrawn already, in other words.
    #[error("the organization was withdrawn already")]
    Gone(Box<OrganizationState>),
    #[error("it has no revision {wanted}; its last is {last}")]
    UnknownRevision { wanted: i32, last: i32 },
    /// The client has not seen what stands now, or did not expect anything.
    #[error("revision {} stands now", .0.revision)]
    Stale(Box<OrganizationState>),
    /// There is such a term, and there must not.
    #[error("there is such a term already")]
    Exists,
    #[error("the document breaks rules")]
    Rejected(Vec<Violation>),
    /// How many organizations name the term, and the first of them.
    #[error("{count} organizations name the term")]
    TermInUse { count: usize, first: Vec<Slug> },
    /// The terms below it.
    #[error("other terms stand below it")]
    HasNarrower(Vec<Slug>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An edit of an organization.
pub type EditedOrganization = Result<Edited<OrganizationState>, EditError>;

/// An edit of a term.
pub type EditedTerm = Result<Edited<TermState>, EditError>;

impl Directory {
    /// Runs an edit in one transaction, and lets the catalog follow at once.
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
