//! What went wrong, as a page: what it means, and where to go on.

use askama::Template;

use super::{Frame, SiteError};

/// A request that failed, told to a person.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage<'p> {
    pub frame: Frame,
    pub status: u16,
    pub title: &'p str,
    /// What went wrong this time.
    pub detail: &'p str,
    /// Each thing that is wrong with what was asked.
    pub mistakes: Vec<&'p str>,
    /// Where else to look.
    pub suggestions: &'p [Suggestion],
    /// By which the log knows the request, where it is worth telling.
    pub request_id: Option<&'p str>,
}

/// Something that may have been meant, or can be read instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    pub path: String,
}

impl ProblemPage<'_> {
    /// # Errors
    ///
    /// When the template fails, which it has no reason to.
    pub fn html(&self) -> Result<String, SiteError> {
        Ok(self.render()?)
    }
}

/// A sort of problem, as its page explains it.
pub struct ProblemKind<'p> {
    pub slug: &'p str,
    pub status: u16,
    pub title: &'p str,
    /// What it means and what to do.
    pub meaning: &'p str,
}

#[derive(Template)]
#[template(path = "problem_kinds.html")]
struct ProblemKindsPage<'p> {
    frame: Frame,
    kinds: Vec<ProblemKind<'p>>,
}

/// Every sort of problem.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn problem_kinds(frame: Frame, kinds: Vec<ProblemKind<'_>>) -> Result<String, SiteError> {
    Ok(ProblemKindsPage { frame, kinds }.render()?)
}

#[derive(Template)]
#[template(path = "problem_kind.html")]
struct ProblemKindPage<'p> {
    frame: Frame,
    kind: ProblemKind<'p>,
}

/// One sort of problem.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn problem_kind(frame: Frame, kind: ProblemKind<'_>) -> Result<String, SiteError> {
    Ok(ProblemKindPage { frame, kind }.render()?)
}
