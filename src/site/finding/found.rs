//! One organization among those that were found, with what answers the question.

use crate::catalog::{Entry, Highlight, Selection};
use crate::site::SiteError;
use crate::site::card::Card;
use crate::site::words;

/// So many texts are shown beside a name.
const SHOWN: usize = 2;

/// A row of the list.
pub struct Row<'s> {
    pub card: Card<'s>,
    /// Where the profile answers the question; none without one, or where the name does.
    pub answers: Vec<AnswerText>,
}

/// A text in which something was found.
pub struct AnswerText {
    /// What of the profile it is.
    pub about: String,
    /// The text in its order, with whether each part was found.
    pub parts: Vec<(String, bool)>,
}

impl<'s> Row<'s> {
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn of(entry: &Entry<'s>, selection: &Selection<'s>) -> Result<Self, SiteError> {
        let highlights = selection.highlights(entry)?.unwrap_or_default();
        let shown = highlights.iter().filter(|it| it.field != "name").take(SHOWN);
        Ok(Self { card: Card::new(entry), answers: shown.map(AnswerText::of).collect() })
    }
}

impl AnswerText {
    fn of(highlight: &Highlight) -> Self {
        let about = words::key(highlight.field);
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
    fn marks_count_letters_and_not_bytes() {
        let highlight = Highlight {
            field: "summary",
            text: "Crianças é uma palavra".to_owned(),
            ranges: vec![[0, 8], [11, 14]],
        };

        let parts = AnswerText::of(&highlight).parts;

        let parts: Vec<(&str, bool)> =
            parts.iter().map(|(text, is)| (text.as_str(), *is)).collect();
        assert_eq!(parts, [("Crianças", true), (" é ", false), ("uma", true), (" palavra", false)]);
    }
}
