//! Error pages.

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
