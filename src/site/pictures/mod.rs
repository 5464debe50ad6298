//! Pictures of numbers, for pages: a map, bars, a grid of cells, a line of time.
//!
//! Each is one `<figure>`, drawn here as SVG that a browser can show without a
//! script; colours and layout are those of `assets/pictures.css`, and what
//! `assets/pictures.js` adds is comfort. It counts nothing: a page says what is
//! to be shown. The one rule: whatever a picture shows is there as text too, and
//! each part of it leads to the organizations it stands for.

mod bars;
mod heat;
mod map;
mod steps;
mod timeline;

use super::words::{counted, grouped};

pub use bars::bars;
pub use heat::heat;
pub use map::map;
pub use timeline::timeline;

/// How many organizations there are of one kind, and where they are listed.
#[derive(Clone, Debug)]
pub struct Counted<'c> {
    /// By which the picture knows it: a country's code, the first year of a decade, a slug.
    pub id: &'c str,
    /// What people call it.
    pub label: &'c str,
    pub count: usize,
    /// The page that lists these organizations.
    pub href: String,
}

impl Counted<'_> {
    /// All that is shown of it, in words: `India: 12 organizations`.
    fn told(&self) -> String {
        format!("{}: {}", self.label, organizations(self.count))
    }

    fn number(&self) -> String {
        grouped(self.count)
    }
}

/// One row or column of a grid.
#[derive(Clone, Debug)]
pub struct Axis<'a> {
    pub id: &'a str,
    /// What people call it.
    pub label: &'a str,
    /// How many others it stands below, each narrower than the one before.
    pub depth: usize,
}

fn organizations(count: usize) -> String {
    counted(count, "organization", "organizations")
}

/// How much of the longest bar this one is, in percent. Whatever is there can be seen.
fn percent(count: usize, most: usize) -> usize {
    if count == 0 { 0 } else { (count * 100).div_ceil(most.max(1)).max(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part_and_never_invisible() {
        for (count, most, part) in [(0, 7, 0), (7, 7, 100), (1, 2, 50), (1, 1000, 2), (0, 0, 0)] {
            assert_eq!(percent(count, most), part, "{count} of {most}");
        }
    }
}
