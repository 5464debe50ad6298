//! A timeline: a column for each decade from the first to the last. Decades without foundations
//! have an empty column, so that distances are true to time.

use std::collections::BTreeMap;

use askama::Template;

use super::{Count, percent};
use crate::site::SiteError;

/// Maximum number of labels that fit on a phone.
const MAX_LABELS: usize = 8;

/// Maximum number of decades that fit on a wide screen without scrolling.
const MAX_WITHOUT_SCROLLING: usize = 24;

/// Height of the highest column, in pixels.
const MAX_HEIGHT: usize = 150;

/// Maximum number of decades in one timeline; a longer one would come from a wrong year.
const MAX_DECADES: i32 = 300;

#[derive(Template)]
#[template(path = "pictures/timeline.html")]
struct Picture<'p> {
    caption: &'p str,
    decades: Vec<Decade<'p>>,
    is_long: bool,
    /// The heading of the table's first column.
    row_heading: &'static str,
    rows: Vec<&'p Count<'p>>,
}

struct Decade<'p> {
    label: String,
    is_labelled: bool,
    count: Option<&'p Count<'p>>,
    /// In pixels.
    height: usize,
}

/// A timeline of the number of organizations founded in each decade. The id of a count is the
/// first year of its decade, such as `1990`; counts with another id are only in the table.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn timeline(caption: &str, decades: &[Count<'_>]) -> Result<String, SiteError> {
    let rows: Vec<&Count<'_>> = decades.iter().filter(|decade| decade.count > 0).collect();
    let known: BTreeMap<i32, &Count<'_>> = rows
        .iter()
        .filter_map(|count| Some((count.id.parse::<i32>().ok()?.div_euclid(10), *count)))
        .collect();
    let decades = columns(&known);
    let is_long = decades.len() > MAX_WITHOUT_SCROLLING;
    Ok(Picture { caption, decades, is_long, row_heading: "Decade", rows }.render()?)
}

/// A column for every decade from the first to the last.
fn columns<'p>(known: &BTreeMap<i32, &'p Count<'p>>) -> Vec<Decade<'p>> {
    let (Some(first), Some(last)) = (known.keys().next(), known.keys().next_back()) else {
        return Vec::new();
    };
    let highest = known.values().map(|count| count.count).max().unwrap_or(0);
    let all: Vec<i32> = if last.saturating_sub(*first) < MAX_DECADES {
        (*first..=*last).collect()
    } else {
        known.keys().copied().collect()
    };
    let label_interval = all.len().div_ceil(MAX_LABELS);
    let decade = |(place, decade): (usize, &i32)| {
        let count = known.get(decade).copied();
        Decade {
            label: count.map_or_else(|| format!("{decade}0s"), |one| one.label.to_owned()),
            is_labelled: (all.len() - 1 - place).is_multiple_of(label_interval),
            height: percent(count.map_or(0, |one| one.count), highest) * MAX_HEIGHT / 100,
            count,
        }
    };
    all.iter().enumerate().map(decade).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count<'c>(id: &'c str, label: &'c str, count: usize) -> Count<'c> {
        Count { id, label, count, href: format!("/?founded={id}") }
    }

    #[test]
    fn decades_without_foundations_have_an_empty_column() {
        let html =
            timeline("When", &[count("1990", "1990s", 4), count("2020", "2020s", 2)]).unwrap();
        for part in
            ["<b>4</b>", "<b>2</b>", "<svg height=\"150\"", "<svg height=\"75\"", "2000s", "2010s"]
        {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(html.matches("<rect").count(), 2, "{html}");
        assert!(!html.contains("style="));
    }

    #[test]
    fn a_long_timeline_labels_some_decades_and_always_the_last() {
        let known = [count("1780", "1780s", 1), count("2020", "2020s", 1)];
        let known = BTreeMap::from([(178, &known[0]), (202, &known[1])]);
        let decades = columns(&known);
        assert_eq!(decades.len(), 25);
        let labelled = decades.iter().filter(|decade| decade.is_labelled);
        let labels: Vec<&str> = labelled.map(|decade| decade.label.as_str()).collect();
        assert_eq!(labels, ["1780s", "1820s", "1860s", "1900s", "1940s", "1980s", "2020s"]);
    }

    #[test]
    fn a_wrong_year_does_not_make_an_endless_timeline() {
        let known = [count("-2000000000", "Long ago", 1), count("2020", "2020s", 1)];
        let html = timeline("When", &known).unwrap();
        assert_eq!(html.matches("<rect").count(), 2);
    }

    #[test]
    fn a_count_without_a_year_is_only_in_the_table() {
        let html = timeline("When", &[count("unknown", "<Unknown>", 3)]).unwrap();
        assert!(html.contains("&#60;Unknown&#62;") && !html.contains("<rect"), "{html}");
    }

    #[test]
    fn a_timeline_without_organizations_says_so() {
        for decades in [&[][..], &[count("1990", "1990s", 0)]] {
            let html = timeline("When", decades).unwrap();
            assert!(html.contains("There are no organizations to count here."));
            assert!(!html.contains("<svg") && !html.contains("<table"));
        }
    }
}
