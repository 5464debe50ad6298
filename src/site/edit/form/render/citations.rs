//! The sources that a part of the profile cites.

use askama::Template;
use serde_json::Value;

use super::Renderer;
use crate::domain::truncate;
use crate::site::SiteError;
use crate::site::edit::form::post::APPENDED;
use crate::site::edit::form::typed::{list, text};

/// Maximum number of characters of a title next to its number.
const SHORT_TITLE: usize = 36;

#[derive(Template)]
#[template(path = "edit/form/citations.html")]
struct Citations<'f> {
    id: &'f str,
    legend: &'f str,
    mistakes: &'f [String],
    /// The sources that are cited: id, number and title.
    cited: Vec<(&'f str, usize, String)>,
    /// Typed words that name no source.
    unknown: String,
    /// Whether a new source can be added here.
    can_add: bool,
    /// The fields of the sources that were just added here.
    added: Vec<String>,
}

impl Renderer<'_> {
    /// The sources that a part cites, and the ways to cite others: by number, or a new one.
    pub(super) fn citations(
        &self,
        pointer: &str,
        legend: &str,
        ids: &Value,
    ) -> Result<String, SiteError> {
        let mut cited = Vec::new();
        let mut unknown = Vec::new();
        let mut added = Vec::new();
        for id in list(Some(ids)).iter().map(|id| text(Some(id))) {
            match self.numbers.get(id) {
                Some(&number) => cited.push((id, number, self.short_title(number))),
                None => unknown.push(id),
            }
            if self.home_of(id) == Some(pointer) {
                added.push(self.added_source(id)?);
            }
        }
        let mistakes = self.mistakes.at(pointer);
        let unknown = unknown.join(", ");
        // There are many terms, and their sources are mostly cited elsewhere too.
        let can_add = !pointer.contains("~1");
        Ok(Citations { id: pointer, legend, mistakes, cited, unknown, can_add, added }.render()?)
    }

    fn short_title(&self, number: usize) -> String {
        let title = self.typed.text(&format!("/sources/{}/title", number - 1)).trim();
        if title.is_empty() {
            return "New source".to_owned();
        }
        truncate(title, SHORT_TITLE).into_owned()
    }
}

impl Citations<'_> {
    /// Whether the part is open from the start: something is missing or wrong there.
    fn is_open(&self) -> bool {
        !self.mistakes.is_empty() || !self.unknown.is_empty() || !self.added.is_empty()
    }

    /// The numbers of the sources: `2, 11`.
    fn numbers(&self) -> String {
        if self.cited.is_empty() {
            return "none".to_owned();
        }
        self.cited.iter().map(|(_, number, _)| number.to_string()).collect::<Vec<_>>().join(", ")
    }
}
