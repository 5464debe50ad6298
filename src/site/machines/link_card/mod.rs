//! The picture that other sites and messengers show beside a link to a profile
//! (Open Graph): what the organization is called, what it is, what it works
//! against.
//!
//! It is laid out here, as SVG; `drawing` makes a PNG of it, which more of those
//! who show pictures can read.

mod drawing;
mod lines;

use askama::Template;

pub use drawing::png;

use self::lines::{lines, shortened};
use crate::catalog::{Entry, Facet, Snapshot};
use crate::site::SiteError;
use crate::site::xml::printable;

/// Where texts begin, and how much room there is for them, in pixels.
const LEFT: usize = 96;
const ROOM: usize = 1200 - LEFT - 72;

/// Sizes of the name, with how many lines it may have.
const NAMES: [(usize, usize); 3] = [(76, 2), (60, 3), (46, 4)];

const SUMMARY: usize = 32;
const FOCUS: usize = 28;

/// Where the last line of the summary may stand.
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

/// A line of text, and the height it stands at.
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
    /// When what the index has is no profile.
    pub fn of(snapshot: &Snapshot, entry: &Entry<'_>) -> Result<Self, SiteError> {
        let profile = snapshot.organization(entry)?;
        let vocabulary = snapshot.vocabulary();
        let labels = entry.focus_areas().map(|slug| Facet::FocusArea.label(slug, vocabulary));
        let labels: Vec<String> = labels.map(|label| printable(&label)).collect();
        Ok(Self::laid_out(&printable(entry.name()), &printable(profile.summary.as_str()), &labels))
    }

    fn laid_out(name: &str, summary: &str, labels: &[String]) -> Self {
        // Bold letters are wider.
        let name_room = |size: usize| room(size) * 94 / 100;
        let fits = |(size, most): &&(usize, usize)| {
            lines(name, name_room(*size), usize::MAX).len() <= *most
        };
        let (name_size, most) = NAMES.iter().find(fits).copied().unwrap_or(NAMES[NAMES.len() - 1]);
        let name =
            placed(lines(name, name_room(name_size), most), 150 + name_size, name_size * 6 / 5);
        let below = name.last().map_or(150, |line| line.y) + 44 + SUMMARY;
        let step = SUMMARY * 11 / 8;
        let most = SUMMARY_END.saturating_sub(below) / step + 1;
        let summary = placed(lines(summary, room(SUMMARY), most.min(3)), below, step);
        Self { name_size, name, summary, focus: shortened(labels, room(FOCUS)) }
    }

    /// Its text.
    ///
    /// # Errors
    ///
    /// When the template fails, which it has no reason to.
    pub fn svg(&self) -> Result<String, SiteError> {
        Ok(self.render()?)
    }
}

/// The room for a text of this size, in thousandths of the size.
fn room(size: usize) -> usize {
    ROOM * 1000 / size
}

fn placed(lines: Vec<String>, first: usize, step: usize) -> Vec<Placed> {
    let heights = (0..).map(|line| first + line * step);
    heights.zip(lines).map(|(y, text)| Placed { y, text }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_set_smaller_and_the_summary_keeps_out_of_its_way() {
        let summary = "It works with people who were held, and with those who hold. ".repeat(9);
        for (name, size, count) in [
            ("Ö", 76, 1),
            ("International Justice Mission", 76, 2),
            ("The Institute for the Study of Long Names", 76, 2),
            (&"Long ".repeat(16), 60, 3),
            (&"Long ".repeat(40), 46, 4),
            (&"x".repeat(200), 46, 4),
        ] {
            let card = LinkCard::laid_out(name, &summary, &[]);
            assert_eq!((card.name_size, card.name.len()), (size, count), "{name}");
            assert!(card.summary[0].y - card.name[count - 1].y > SUMMARY, "{name}");
            assert!(card.summary.len() >= 2, "{name}");
            assert!(card.summary.iter().all(|line| line.y <= SUMMARY_END), "{name}");
        }
    }

    #[test]
    fn texts_are_escaped() {
        let hostile = "</text><script>alert(1)</script> & \"'";
        let svg = LinkCard::laid_out(hostile, hostile, &[hostile.to_owned()]).svg().unwrap();
        assert!(!svg.contains("<script") && !svg.contains("& "), "{svg}");
        assert!(png(&svg).is_ok());
    }
}
