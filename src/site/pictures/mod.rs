//! Pictures of counts: a map, a bar chart, a heat map, a timeline.
//!
//! Each picture is a `<figure>` with SVG that works without scripts. `assets/pictures.css` sets
//! colours and layout; `assets/pictures.js` only adds comfort. This module counts nothing: the
//! page passes the counts. The one rule: everything that a picture shows is also there as text, and
//! each part links to the organizations that it counts.

mod bars;
mod caption;
mod heatmap;
mod land;
mod map;
mod scale;
mod timeline;

use super::display::{counted, with_commas};

pub use bars::bars;
pub use caption::Caption;
pub use heatmap::{MAX_COLUMNS, MAX_ROWS, heatmap};
pub use map::{alphabetical, map};
pub use timeline::timeline;

/// The number of organizations with one value.
#[derive(Clone, Debug)]
pub struct Count<'c> {
    /// The value: a country code, the first year of a decade, a slug.
    pub id: &'c str,
    /// The display name of the value.
    pub label: &'c str,
    pub count: usize,
    /// The URL of the page that lists these organizations.
    pub href: String,
}

impl Count<'_> {
    /// Label and number: `India: 12 organizations`.
    fn text(&self) -> String {
        format!("{}: {}", self.label, organizations(self.count))
    }

    fn number(&self) -> String {
        with_commas(self.count)
    }
}

/// One row or column of a heat map.
#[derive(Clone, Debug)]
pub struct Axis<'a> {
    pub id: &'a str,
    pub label: &'a str,
    /// Number of organizations with the value, whatever their value on the other axis is.
    pub total: usize,
    /// The URL of the page that lists these organizations.
    pub href: String,
}

impl Axis<'_> {
    fn number(&self) -> String {
        with_commas(self.total)
    }
}

fn organizations(count: usize) -> String {
    counted(count, "organization", "organizations")
}

/// The length of a bar in percent of the longest; at least 2, so that it is visible, unless the
/// count is 0.
fn percent(count: usize, highest: usize) -> usize {
    if count == 0 { 0 } else { (count * 100).div_ceil(highest.max(1)).max(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_proportional_and_never_invisible() {
        for (count, highest, expected) in
            [(0, 7, 0), (7, 7, 100), (1, 2, 50), (1, 1000, 2), (0, 0, 0)]
        {
            assert_eq!(percent(count, highest), expected, "{count} of {highest}");
        }
    }
}
