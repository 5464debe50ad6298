//! Error pages, and the pages that explain each type of problem.

use askama::Template;

use super::{Frame, SiteError};

/// The page of a failed request.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage<'p> {
    pub frame: Frame,
    pub status: u16,
    pub title: &'p str,
    /// The cause of this occurrence.
    pub detail: &'p str,
    /// Each mistake in the request.
    pub mistakes: Vec<&'p str>,
    /// Pages that the visitor may have meant.
    pub suggestions: &'p [Suggestion],
    /// The id of the request in the log, if there is an entry.
    pub request_id: Option<&'p str>,
}

/// A page that the visitor may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub label: String,
    pub path: String,
}

impl ProblemPage<'_> {
    /// Renders the page.
    ///
    /// # Errors
    ///
    /// If the template fails, which is not expected.
    pub fn html(&self) -> Result<String, SiteError> {
        Ok(self.render()?)
    }
}

/// A type of problem and its explanation.
pub struct ProblemKind<'p> {
    pub slug: &'p str,
    pub status: u16,
    pub title: &'p str,
    /// The cause and what to do.
    pub meaning: &'p str,
}

#[derive(Template)]
#[template(path = "problem_kinds.html")]
struct ProblemKindsPage<'p> {
    frame: Frame,
    kinds: Vec<ProblemKind<'p>>,
}

/// The page that lists all types of problems.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn problem_kinds(frame: Frame, kinds: Vec<ProblemKind<'_>>) -> Result<String, SiteError> {
    let frame = frame.titled("Problems").described("What each error of the API means.");
    Ok(ProblemKindsPage { frame, kinds }.render()?)
}

#[derive(Template)]
#[template(path = "problem_kind.html")]
struct ProblemKindPage<'p> {
    frame: Frame,
    kind: ProblemKind<'p>,
}

/// The page of one type of problem.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn problem_kind(frame: Frame, kind: ProblemKind<'_>) -> Result<String, SiteError> {
    let frame = frame.titled(kind.title).described(kind.meaning);
    Ok(ProblemKindPage { frame, kind }.render()?)
}
