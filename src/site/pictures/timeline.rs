//! A timeline: a column for each decade. Decades without organizations have an empty column, so
//! that distances are true to time; but long empty times at the beginning are one column, "Before
//! 1970", so that the timeline fits a phone.

use std::collections::BTreeMap;

use askama::Template;

use super::{Caption, Count, percent, with_commas};
use crate::site::SiteError;

/// Maximum number of columns: those that fit a phone.
const MAX_COLUMNS: i32 = 8;

/// Minimum number of empty decades that make a gap: the time before it is one column.
const GAP: i32 = 2;

/// Height of the highest column, in pixels.
const MAX_HEIGHT: usize = 150;

#[derive(Template)]
#[template(path = "pictures/timeline.html")]
struct Picture<'p> {
    caption: Caption,
    columns: Vec<Column>,
    /// The heading of the table's first column.
    row_heading: &'static str,
    rows: Vec<&'p Count<'p>>,
}

struct Column {
    label: String,
    count: usize,
    /// The URL of these organizations; `None` for an empty column.
    href: Option<String>,
    /// In pixels.
    height: usize,
    /// Whether it has all the time before the other columns.
    is_earlier: bool,
}

impl Column {
    fn number(&self) -> String {
        with_commas(self.count)
    }
}

/// A timeline of the number of organizations founded in each decade. The id of a count is the
/// first year of its decade, such as `1990`; counts with another id are only in the table. `before`
/// returns the URL of the organizations founded before a year.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn timeline(
    caption: impl Into<Caption>,
    decades: &[Count<'_>],
    before: impl Fn(i32) -> String,
) -> Result<String, SiteError> {
    let rows: Vec<&Count<'_>> = decades.iter().filter(|decade| decade.count > 0).collect();
    let known: BTreeMap<i32, &Count<'_>> = rows
        .iter()
        .filter_map(|count| Some((count.id.parse::<i32>().ok()?.div_euclid(10), *count)))
        .collect();
    let columns = columns(&known, before);
    Ok(Picture { caption: caption.into(), columns, row_heading: "Decade", rows }.render()?)
}

/// A column for the time before the first shown decade, if that is shortened, and one for every
/// decade from there to the last.
fn columns(known: &BTreeMap<i32, &Count<'_>>, before: impl Fn(i32) -> String) -> Vec<Column> {
    let decades: Vec<i32> = known.keys().copied().collect();
    let (Some(first), Some(last)) = (first_shown(&decades), decades.last()) else {
        return Vec::new();
    };
    let earlier: usize = known.range(..first).map(|(_, count)| count.count).sum();
    let later = known.range(first..).map(|(_, count)| count.count);
    let highest = later.chain([earlier]).max().unwrap_or(0);
    let height = |count: usize| percent(count, highest) * MAX_HEIGHT / 100;
    let earlier = (earlier > 0).then(|| Column {
        label: format!("Before {}", first * 10),
        count: earlier,
        href: Some(before(first * 10)),
        height: height(earlier),
        is_earlier: true,
    });
    let decade = |decade: i32| {
        let known = known.get(&decade);
        let count = known.map_or(0, |known| known.count);
        Column {
            label: known.map_or_else(|| format!("{decade}0s"), |known| known.label.to_owned()),
            count,
            href: known.map(|known| known.href.clone()),
            height: height(count),
            is_earlier: false,
        }
    };
    earlier.into_iter().chain((first..=*last).map(decade)).collect()
}

/// The first decade with a column: the first of all if there are few, otherwise the one after the
/// last gap if the time before it is mostly empty, and at most [`MAX_COLUMNS`] before the last.
/// `None` without decades, which must ascend.
fn first_shown(decades: &[i32]) -> Option<i32> {
    let (first, last) = (*decades.first()?, *decades.last()?);
    if last.saturating_sub(first) < MAX_COLUMNS {
        return Some(first);
    }
    let gaps = decades.iter().zip(decades.iter().skip(1)).enumerate();
    let mut gaps = gaps.filter(|(place, (before, after))| {
        let is_gap = after.saturating_sub(**before) > GAP;
        let length = usize::try_from(after.saturating_sub(first)).unwrap_or(usize::MAX);
        is_gap && (place + 1) * 2 < length
    });
    let after_gap = gaps.next_back().map_or(first, |(_, (_, after))| *after);
    // The column for the time before takes the place of one decade.
    Some(after_gap.max(last - MAX_COLUMNS + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count<'c>(id: &'c str, label: &'c str, count: usize) -> Count<'c> {
        Count { id, label, count, href: format!("/organizations?founded={id}") }
    }

    fn before(year: i32) -> String {
        format!("/organizations?founded=-{}", year - 1)
    }

    #[test]
    fn decades_without_foundations_have_an_empty_column() {
        let decades = [count("1990", "1990s", 4), count("2020", "2020s", 2)];
        let html = timeline("When", &decades, before).unwrap();
        for part in
            ["<b>4</b>", "<b>2</b>", "<svg height=\"150\"", "<svg height=\"75\"", "2000s", "2010s"]
        {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(html.matches("<rect").count(), 2, "{html}");
        assert!(!html.contains("style="));
    }

    #[test]
    fn the_columns_begin_after_the_last_gap_of_a_mostly_empty_time() {
        for (decades, first) in [
            (&[][..], None),
            (&[199][..], Some(199)),
            // Few decades are all shown.
            (&[196, 202][..], Some(196)),
            (&[195, 202][..], Some(195)),
            (&[183, 197, 198, 199, 200, 201, 202][..], Some(197)),
            (&[178, 183, 199, 200, 201, 202][..], Some(199)),
            // The time before the gap is not mostly empty, but there are too many decades.
            (&[188, 189, 190, 191, 192, 193, 194, 195, 198, 202][..], Some(196)),
            (&[190, 191, 192, 193, 194, 195, 196, 197, 198, 199, 200, 201, 202][..], Some(196)),
            // A wrong year does not make an endless timeline.
            (&[-200_000_000, 202][..], Some(202)),
            (&[i32::MIN, i32::MAX][..], Some(i32::MAX)),
        ] {
            assert_eq!(first_shown(decades), first, "{decades:?}");
        }
    }

    #[test]
    fn the_time_before_is_one_column_with_its_sum() {
        let decades = [
            count("1780", "1780s", 1),
            count("1830", "1830s", 2),
            count("1990", "1990s", 6),
            count("2000", "2000s", 5),
        ];
        let html = timeline("When", &decades, before).unwrap();
        assert!(
            html.contains("<a class=\"earlier\" href=\"/organizations?founded=-1989\"><b>3</b>")
        );
        assert!(html.contains("<span>Before 1990</span>"), "{html}");
        assert_eq!(html.matches("<rect").count(), 3);
        assert!(html.contains("<th scope=\"row\"><a href=\"/organizations?founded=1780\">1780s"));
    }

    #[test]
    fn a_count_without_a_year_is_only_in_the_table() {
        let html = timeline("When", &[count("unknown", "<Unknown>", 3)], before).unwrap();
        assert!(html.contains("&#60;Unknown&#62;") && !html.contains("<rect"), "{html}");
    }

    #[test]
    fn a_timeline_without_organizations_says_so() {
        for decades in [&[][..], &[count("1990", "1990s", 0)]] {
            let html = timeline("When", decades, before).unwrap();
            assert!(html.contains("No organizations to show."));
            assert!(!html.contains("<svg") && !html.contains("<table"));
        }
    }
}
