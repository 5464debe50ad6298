//! The pages that explain each type of problem.

use askama::Template;

use super::prose::Prose;
use crate::site::{Frame, SiteError};

/// A type of problem and its explanation.
pub struct ProblemKind<'p> {
    pub slug: &'p str,
    pub status: u16,
    pub title: &'p str,
    /// The cause and what to do.
    pub meaning: &'p str,
}

#[derive(Template)]
#[template(path = "reference/problems.html")]
struct ProblemKindsPage<'p> {
    frame: Frame,
    kinds: Vec<ProblemKind<'p>>,
}

impl ProblemKindsPage<'_> {
    /// Whether the type at a place is the first with its status code.
    fn begins_status(&self, place: usize) -> bool {
        let before = place.checked_sub(1).and_then(|place| self.kinds.get(place));
        before.map(|kind| kind.status) != self.kinds.get(place).map(|kind| kind.status)
    }
}

/// The page that lists all types of problems.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn problem_kinds(frame: Frame, kinds: Vec<ProblemKind<'_>>) -> Result<String, SiteError> {
    let frame = frame.titled("Problems · API reference");
    let frame = frame.described("The reasons why a request to the API can fail, and what to do.");
    Ok(ProblemKindsPage { frame, kinds }.render()?)
}

#[derive(Template)]
#[template(path = "reference/problem.html")]
struct ProblemKindPage<'p> {
    frame: Frame,
    kind: ProblemKind<'p>,
    meaning: Prose,
}

/// The page of one type of problem.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn problem_kind(frame: Frame, kind: ProblemKind<'_>) -> Result<String, SiteError> {
    let frame = frame.titled(format!("{} · API reference", kind.title));
    let meaning = Prose::of(kind.meaning);
    let frame = frame.described(meaning.summary());
    Ok(ProblemKindPage { frame, kind, meaning }.render()?)
}
