//! The pictures that other sites and messengers show next to a link (Open Graph): for a profile, the
//! name of the organization, how it frames the problem and how it fights it; for all other pages,
//! what the site is.
//!
//! This module lays them out as SVG; `png` converts it, because most of those programs only
//! show PNG. The one rule: a text ends at the end of a sentence, or in the worst case with an
//! ellipsis.

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
use crate::site::excerpt::whole_sentences;
use crate::site::xml::printable;

/// Maximum width of the name and of the focus areas, in pixels.
const ROOM: usize = 1072;

/// Maximum width of the words, in pixels: they are in a box.
const WORDS_ROOM: usize = 1008;

/// Font sizes of the name, in pixels, each with its maximum number of lines.
const NAME_SIZES: [(usize, usize); 3] = [(68, 2), (54, 3), (42, 4)];

/// Font sizes of the words, in pixels, the best first.
const WORDS_SIZES: [usize; 4] = [40, 36, 32, 28];

/// Font size of the focus areas, in pixels.
const FOCUS_SIZE: usize = 26;

/// The lower edge of the band with the name of the site, in pixels.
const BAND: usize = 92;

/// Maximum `y` of the lower edge of the box, in pixels.
const BOX_END: usize = 546;

/// Space between the edge of the box and the words, in pixels.
const PADDING: usize = 20;

/// Maximum numbers of characters of the summary when it replaces the other words: all of its
/// sentences that have so many.
const SUMMARY: [usize; 3] = [400, 220, 0];

/// A picture.
#[derive(Debug, PartialEq, Eq, Template)]
#[template(path = "machines/link-card.svg")]
pub struct LinkCard {
    name_size: usize,
    name: Vec<Placed>,
    /// The upper edge and the height of the box, in pixels.
    top: usize,
    height: usize,
    words_size: usize,
    words: Vec<Placed>,
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
        Ok(Self::layout(&name(&profile).unwrap_or_default(), &choices(&profile), &labels))
    }

    /// The picture of the site itself.
    pub fn of_site() -> Self {
        let words = "Compare anti-slavery organizations: how each one explains slavery, what it does \
                     about it, what it has achieved and how you can help, with sources.";
        Self::layout("Who fights slavery, and how", &[vec![words.to_owned()]], &[])
    }

    /// Lays out a picture with the first of `choices` that fits: each has paragraphs of words.
    fn layout(name: &str, choices: &[Vec<String>], labels: &[String]) -> Self {
        // Bold letters are wider.
        let name_room = |size: usize| room(ROOM, size) * 94 / 100;
        let fits = |(size, max_lines): &&(usize, usize)| {
            lines(name, name_room(*size), usize::MAX).len() <= *max_lines
        };
        let smallest = NAME_SIZES[NAME_SIZES.len() - 1];
        let (name_size, max_lines) = NAME_SIZES.iter().find(fits).copied().unwrap_or(smallest);
        let name = lines(name, name_room(name_size), max_lines);
        let name = placed(name, BAND + 30 + name_size, name_size * 6 / 5);
        let top = name.last().map_or(BAND, |line| line.y) + 40;
        let (words_size, words) = fitted(choices, BOX_END - top);
        let words = placed(words, top + PADDING + words_size, step(words_size));
        let height =
            words.last().map_or(0, |line| line.y + step(words_size) - words_size + PADDING - top);
        let focus = fit_labels(labels, room(ROOM, FOCUS_SIZE));
        Self { name_size, name, top, height, words_size, words, focus }
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

/// The texts that a picture can show of an organization, the best first: how it frames the problem
/// and how it fights it, or its summary.
fn choices(profile: &Profile) -> Vec<Vec<String>> {
    let sentence = |start: &str, short: &str| text(&format!("{start} {short}."));
    let framing = profile.framing.in_short.as_ref();
    let framing = framing.and_then(|short| sentence("Sees slavery as", short.as_str()));
    let method = profile.method.in_short.as_ref();
    let method = method.and_then(|short| sentence("So it", short.as_str()));
    let mut all = Vec::new();
    if let (Some(framing), Some(method)) = (framing.clone(), method) {
        all.push(vec![framing, method]);
    }
    all.extend(framing.map(|framing| vec![framing]));
    let summaries = SUMMARY.iter().map(|&max| whole_sentences(profile.summary.as_str(), max));
    all.extend(summaries.filter_map(text).map(|summary| vec![summary]));
    all
}

/// The lines of the first choice that fits into a box of this height, with their font size. If none
/// fits, the last one is cut.
fn fitted(choices: &[Vec<String>], height: usize) -> (usize, Vec<String>) {
    let broken = |paragraphs: &[String], size: usize, max_lines: usize| {
        let broken = |text: &String| lines(text, room(WORDS_ROOM, size), max_lines);
        paragraphs.iter().flat_map(broken).collect::<Vec<String>>()
    };
    let max_lines = |size: usize| height.saturating_sub(2 * PADDING) / step(size);
    for paragraphs in choices {
        for size in WORDS_SIZES {
            let lines = broken(paragraphs, size, usize::MAX);
            if lines.len() <= max_lines(size) {
                return (size, lines);
            }
        }
    }
    let size = WORDS_SIZES[WORDS_SIZES.len() - 1];
    let last = choices.last().map(|last| broken(last, size, max_lines(size).max(1)));
    (size, last.unwrap_or_default())
}

/// The distance of two lines of words, in pixels.
fn step(size: usize) -> usize {
    size * 11 / 8
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

/// A width in thousandths of the font size.
fn room(width: usize, size: usize) -> usize {
    width * 1000 / size
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

    fn card(name: &str, words: &str) -> LinkCard {
        LinkCard::layout(name, &[vec![words.to_owned()]], &[])
    }

    #[test]
    fn a_long_name_is_smaller_and_does_not_overlap_the_words() {
        let words = "It works with people who were held, and with those who hold. ".repeat(9);
        for (name, size, count) in [
            ("Ö", 68, 1),
            ("International Justice Mission", 68, 1),
            ("The Institute for the Study of Long Names", 68, 2),
            (&"Long ".repeat(16), 54, 3),
            (&"Long ".repeat(40), 42, 4),
            (&"x".repeat(200), 42, 4),
        ] {
            let card = card(name, &words);
            assert_eq!((card.name_size, card.name.len()), (size, count), "{name}");
            assert!(card.words[0].y - card.name[count - 1].y > card.words_size, "{name}");
            assert!(card.words.len() >= 2, "{name}");
            assert!(card.top + card.height <= BOX_END, "{name}");
        }
    }

    #[test]
    fn the_first_choice_that_fits_is_shown_whole() {
        let [long, short] = ["A word. ".repeat(200), "It is short.".to_owned()];
        let shown = |choices: &[Vec<String>]| {
            let card = LinkCard::layout("A name", choices, &[]);
            card.words.into_iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown(&[vec![short.clone(), short.clone()]]), "It is short. It is short.");
        assert_eq!(shown(&[vec![long.clone()], vec![short.clone()]]), short);
        assert!(shown(&[vec![long]]).ends_with('…'));
        assert_eq!(shown(&[]), "");
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
        let without = card("", "It exists.");
        assert_eq!(without.words.len(), 1);
        assert!(png(&without.svg().unwrap()).is_ok());
    }

    #[test]
    fn texts_are_escaped() {
        let hostile = "</text><script>alert(1)</script> & \"'";
        let words = [vec![hostile.to_owned()]];
        let svg = LinkCard::layout(hostile, &words, &[hostile.to_owned()]).svg().unwrap();
        assert!(!svg.contains("<script") && !svg.contains("& "), "{svg}");
        assert!(png(&svg).is_ok());
    }
}
