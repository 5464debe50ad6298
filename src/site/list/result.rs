//! One search result: an organization, with snippets that match the query.

use crate::catalog::{Entry, Highlight, Selection};
use crate::site::SiteError;
use crate::site::card::Card;
use crate::site::display;

/// Maximum number of snippets for one organization.
const MAX_SNIPPETS: usize = 2;

/// A search result.
pub struct SearchResult<'s> {
    pub card: Card<'s>,
    /// Texts of the profile that match the query. The name is not among them, because it is
    /// shown anyway.
    pub snippets: Vec<Snippet>,
}

/// A text with marked matches.
pub struct Snippet {
    /// The display name of the field.
    pub about: String,
    /// The text in order; the flag says whether the part matches.
    pub parts: Vec<(String, bool)>,
}

impl<'s> SearchResult<'s> {
    /// The result for an organization of a selection.
    ///
    /// # Errors
    ///
    /// If the index cannot be read.
    pub fn of(entry: &Entry<'s>, selection: &Selection<'s>) -> Result<Self, SiteError> {
        let highlights = selection.highlights(entry)?.unwrap_or_default();
        let shown = highlights.iter().filter(|it| it.field != "name").take(MAX_SNIPPETS);
        Ok(Self { card: Card::new(entry), snippets: shown.map(Snippet::of).collect() })
    }
}

impl Snippet {
    fn of(highlight: &Highlight) -> Self {
        let about = display::key_name(highlight.field);
        let mut parts = Vec::new();
        let mut letters = highlight.text.chars();
        let mut at = 0;
        for &[start, end] in &highlight.ranges {
            parts.push((letters.by_ref().take(start.saturating_sub(at)).collect(), false));
            parts.push((letters.by_ref().take(end.saturating_sub(start)).collect(), true));
            at = end;
        }
        parts.push((letters.collect(), false));
        parts.retain(|(text, _): &(String, bool)| !text.is_empty());
        Self { about, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn match_ranges_count_characters() {
        let highlight = Highlight {
            field: "summary",
            text: "Crianças é uma palavra".to_owned(),
            ranges: vec![[0, 8], [11, 14]],
        };

        let parts = Snippet::of(&highlight).parts;

        let parts: Vec<(&str, bool)> =
            parts.iter().map(|(text, is)| (text.as_str(), *is)).collect();
        assert_eq!(parts, [("Crianças", true), (" é ", false), ("uma", true), (" palavra", false)]);
    }
}
