//! The picture that other sites and messengers show next to a link to a profile (Open Graph): name,
//! summary and focus areas of the organization.
//!
//! This module lays it out as SVG; `png` converts it, because most of those programs only
//! show PNG.

mod font;
mod line_breaks;
mod png;

use askama::Template;

pub use png::png;

use self::font::drawable;
use self::line_breaks::{fit_labels, lines};
use crate::catalog::{Entry, Facet, Snapshot};
use crate::domain::{NameKind, Profile, TermScheme};
use crate::site::SiteError;
use crate::site::xml::printable;

/// Left margin of texts, in pixels.
const LEFT: usize = 96;

/// Maximum width of texts, in pixels.
const ROOM: usize = 1200 - LEFT - 72;

/// Font sizes of the name, in pixels, each with its maximum number of lines.
const NAME_SIZES: [(usize, usize); 3] = [(76, 2), (60, 3), (46, 4)];

/// Font size of the summary, in pixels.
const SUMMARY_SIZE: usize = 32;

/// Font size of the focus areas, in pixels.
const FOCUS_SIZE: usize = 28;

/// Maximum `y` of the last line of the summary, in pixels.
const SUMMARY_END: usize = 500;

/// The picture of one organization.
#[derive(Debug, PartialEq, Eq, Template)]
#[template(path = "machines/link-card.svg")]
pub struct LinkCard {
    name_size: usize,
    name: Vec<Placed>,
    summary: Vec<Placed>,
    focus: String,
}

/// A line of text and its vertical position, in pixels.
#[derive(Debug, PartialEq, Eq)]
struct Placed {
    y: usize,
    text: String,
}

impl LinkCard {
    /// The picture of an organization.
    ///
    /// # Errors
    ///
    /// If the index entry is not a profile.
    pub fn of(snapshot: &Snapshot, entry: &Entry<'_>) -> Result<Self, SiteError> {
        let profile = snapshot.organization(entry)?;
        let vocabulary = snapshot.vocabulary();
        let labels = entry
            .terms(TermScheme::FocusArea)
            .map(|slug| Facet::Term(TermScheme::FocusArea).label(slug, vocabulary));
        let labels: Vec<String> = labels.filter_map(|label| text(&label)).collect();
        let summary = text(profile.summary.as_str()).unwrap_or_default();
        Ok(Self::layout(&name(&profile).unwrap_or_default(), &summary, &labels))
    }

    fn layout(name: &str, summary: &str, labels: &[String]) -> Self {
        // Bold letters are wider.
        let name_room = |size: usize| room(size) * 94 / 100;
        let fits = |(size, max_lines): &&(usize, usize)| {
            lines(name, name_room(*size), usize::MAX).len() <= *max_lines
        };
        let smallest = NAME_SIZES[NAME_SIZES.len() - 1];
        let (name_size, max_lines) = NAME_SIZES.iter().find(fits).copied().unwrap_or(smallest);
        let name = lines(name, name_room(name_size), max_lines);
        let name = placed(name, 150 + name_size, name_size * 6 / 5);
        let below = name.last().map_or(150, |line| line.y) + 44 + SUMMARY_SIZE;
        let step = SUMMARY_SIZE * 11 / 8;
        let max_lines = SUMMARY_END.saturating_sub(below) / step + 1;
        let summary = placed(lines(summary, room(SUMMARY_SIZE), max_lines.min(3)), below, step);
        Self { name_size, name, summary, focus: fit_labels(labels, room(FOCUS_SIZE)) }
    }

    /// The picture as SVG.
    ///
    /// # Errors
    ///
    /// If the template fails, which is not expected.
    pub fn svg(&self) -> Result<String, SiteError> {
        Ok(self.render()?)
    }
}

/// A text that can be drawn.
fn text(text: &str) -> Option<String> {
    drawable(&printable(text))
}

/// The name of an organization, or another name that can be drawn: in the scripts of the font.
fn name(profile: &Profile) -> Option<String> {
    let others = [NameKind::Translation, NameKind::Alias, NameKind::Legal, NameKind::Former];
    let others = others.into_iter().flat_map(|kind| {
        let names = profile.other_names.iter().filter(move |name| name.kind == kind);
        names.map(|name| name.value.as_str())
    });
    let acronym = profile.acronym.iter().map(|acronym| acronym.as_str());
    std::iter::once(profile.name.as_str()).chain(others).chain(acronym).find_map(text)
}

/// The maximum width of a text with this font size, in thousandths of the font size.
fn room(size: usize) -> usize {
    ROOM * 1000 / size
}

fn placed(lines: Vec<String>, first: usize, step: usize) -> Vec<Placed> {
    let heights = (0..).map(|line| first + line * step);
    heights.zip(lines).map(|(y, text)| Placed { y, text }).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::{Organization, parse};

    #[test]
    fn a_long_name_is_smaller_and_does_not_overlap_the_summary() {
        let summary = "It works with people who were held, and with those who hold. ".repeat(9);
        for (name, size, count) in [
            ("Ö", 76, 1),
            ("International Justice Mission", 76, 2),
            ("The Institute for the Study of Long Names", 76, 2),
            (&"Long ".repeat(16), 60, 3),
            (&"Long ".repeat(40), 46, 4),
            (&"x".repeat(200), 46, 4),
        ] {
            let card = LinkCard::layout(name, &summary, &[]);
            assert_eq!((card.name_size, card.name.len()), (size, count), "{name}");
            assert!(card.summary[0].y - card.name[count - 1].y > SUMMARY_SIZE, "{name}");
            assert!(card.summary.len() >= 2, "{name}");
            assert!(card.summary.iter().all(|line| line.y <= SUMMARY_END), "{name}");
        }
    }

    #[test]
    fn a_name_in_another_script_is_replaced_by_one_that_can_be_drawn_or_left_out() {
        let named = |others: Value| -> Option<String> {
            let mut profile = json!({
                "slug": "a", "name": "児童労働撤廃ネットワーク", "summary": "It exists for a test.",
                "framing": {"summary": "As a wrong.", "sources": []},
                "method": {"summary": "By tests.", "steps": [], "sources": []},
                "focus_areas": ["bonded-labour"], "approaches": ["rescue"],
            });
            profile["other_names"] = others;
            let text = profile.to_string();
            name(&parse::<Organization>(&serde_json::from_str(&text).unwrap()).unwrap())
        };
        let other = |value: &str, kind: &str| json!({"value": value, "kind": kind});
        assert_eq!(named(json!([])), None);
        assert_eq!(
            named(json!([other("子ども", "alias"), other("Child Labour Net", "translation")])),
            Some("Child Labour Net".to_owned())
        );
        assert_eq!(named(json!([other("A programme", "programme")])), None);
        let without = LinkCard::layout("", "It exists.", &[]);
        assert_eq!(without.summary.len(), 1);
        assert!(png(&without.svg().unwrap()).is_ok());
    }

    #[test]
    fn texts_are_escaped() {
        let hostile = "</text><script>alert(1)</script> & \"'";
        let svg = LinkCard::layout(hostile, hostile, &[hostile.to_owned()]).svg().unwrap();
        assert!(!svg.contains("<script") && !svg.contains("& "), "{svg}");
        assert!(png(&svg).is_ok());
    }
}
