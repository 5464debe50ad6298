//! A line of time: a column for each decade, from the first to the last. Decades
//! in which nothing was founded have their place too, so distances are true.

use std::collections::BTreeMap;

use askama::Template;

use super::{Counted, percent};
use crate::site::SiteError;

/// So many labels are readable side by side on a phone, and on a wide screen.
const ON_A_PHONE: usize = 8;
const ON_A_WIDE_SCREEN: usize = 24;

/// How many pixels the column of the most is tall.
const TALLEST: usize = 150;

/// A line of more decades than there were since the year 0 comes of a wrong year.
const MOST_DECADES: i32 = 300;

#[derive(Template)]
#[template(path = "pictures/timeline.html")]
struct Picture<'p> {
    caption: &'p str,
    decades: Vec<Decade<'p>>,
    is_long: bool,
    what: &'static str,
    rows: Vec<&'p Counted<'p>>,
}

struct Decade<'p> {
    label: String,
    is_labelled: bool,
    counted: Option<&'p Counted<'p>>,
    /// In pixels.
    height: usize,
}

/// How many organizations were founded in which decade; the id of each is its first year, such as
/// `1990`. What has another id is in the table alone.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn timeline(caption: &str, decades: &[Counted<'_>]) -> Result<String, SiteError> {
    let rows: Vec<&Counted<'_>> = decades.iter().filter(|decade| decade.count > 0).collect();
    let known: BTreeMap<i32, &Counted<'_>> = rows
        .iter()
        .filter_map(|counted| Some((counted.id.parse::<i32>().ok()?.div_euclid(10), *counted)))
        .collect();
    let decades = line(&known);
    let is_long = decades.len() > ON_A_WIDE_SCREEN;
    Ok(Picture { caption, decades, is_long, what: "Decade", rows }.render()?)
}

/// Every decade from the first to the last.
fn line<'p>(known: &BTreeMap<i32, &'p Counted<'p>>) -> Vec<Decade<'p>> {
    let (Some(first), Some(last)) = (known.keys().next(), known.keys().next_back()) else {
        return Vec::new();
    };
    let most = known.values().map(|counted| counted.count).max().unwrap_or(0);
    let all: Vec<i32> = if last.saturating_sub(*first) < MOST_DECADES {
        (*first..=*last).collect()
    } else {
        known.keys().copied().collect()
    };
    let every = all.len().div_ceil(ON_A_PHONE);
    let decade = |(place, decade): (usize, &i32)| {
        let counted = known.get(decade).copied();
        Decade {
            label: counted.map_or_else(|| format!("{decade}0s"), |one| one.label.to_owned()),
            is_labelled: (all.len() - 1 - place).is_multiple_of(every),
            height: percent(counted.map_or(0, |one| one.count), most) * TALLEST / 100,
            counted,
        }
    };
    all.iter().enumerate().map(decade).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted<'c>(id: &'c str, label: &'c str, count: usize) -> Counted<'c> {
        Counted { id, label, count, href: format!("/?founded={id}") }
    }

    #[test]
    fn decades_without_foundings_have_their_place() {
        let html =
            timeline("When", &[counted("1990", "1990s", 4), counted("2020", "2020s", 2)]).unwrap();
        for part in
            ["<b>4</b>", "<b>2</b>", "<svg height=\"150\"", "<svg height=\"75\"", "2000s", "2010s"]
        {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(html.matches("<rect").count(), 2, "{html}");
        assert!(!html.contains("style="));
    }

    #[test]
    fn a_long_line_labels_some_and_always_the_last() {
        let known = [counted("1780", "1780s", 1), counted("2020", "2020s", 1)];
        let known = BTreeMap::from([(178, &known[0]), (202, &known[1])]);
        let decades = line(&known);
        assert_eq!(decades.len(), 25);
        let labelled = decades.iter().filter(|decade| decade.is_labelled);
        let labels: Vec<&str> = labelled.map(|decade| decade.label.as_str()).collect();
        assert_eq!(labels, ["1780s", "1820s", "1860s", "1900s", "1940s", "1980s", "2020s"]);
    }

    #[test]
    fn a_wrong_year_does_not_make_an_endless_line() {
        let known = [counted("-2000000000", "Long ago", 1), counted("2020", "2020s", 1)];
        let html = timeline("When", &known).unwrap();
        assert_eq!(html.matches("<rect").count(), 2);
    }

    #[test]
    fn what_is_no_year_is_in_the_table_alone() {
        let html = timeline("When", &[counted("unknown", "<Unknown>", 3)]).unwrap();
        assert!(html.contains("&#60;Unknown&#62;") && !html.contains("<rect"), "{html}");
    }

    #[test]
    fn a_line_of_nothing_says_so() {
        for decades in [&[][..], &[counted("1990", "1990s", 0)]] {
            let html = timeline("When", decades).unwrap();
            assert!(html.contains("There are no organizations to count here."));
            assert!(!html.contains("<svg") && !html.contains("<table"));
        }
    }
}
