//! A bar chart. It is a list of labels and numbers, so it needs no separate table.

use askama::Template;

use super::{Caption, Count, percent};
use crate::site::SiteError;

#[derive(Template)]
#[template(path = "pictures/bars.html")]
struct Picture<'p> {
    caption: Caption,
    bars: Vec<Bar<'p>>,
}

struct Bar<'p> {
    count: &'p Count<'p>,
    percent: usize,
}

/// A bar for each count, in the given order.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn bars(caption: impl Into<Caption>, counts: &[Count<'_>]) -> Result<String, SiteError> {
    let highest = counts.iter().map(|count| count.count).max().unwrap_or(0);
    let bar = |count| Bar { count, percent: percent(count.count, highest) };
    let bars = if highest == 0 { Vec::new() } else { counts.iter().map(bar).collect() };
    Ok(Picture { caption: caption.into(), bars }.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(label: &str, count: usize) -> Count<'_> {
        Count { id: "rescue", label, count, href: "/organizations?approach=rescue".to_owned() }
    }

    #[test]
    fn a_bar_is_a_link_with_its_label_and_number() {
        let counts = [count("Rescue", 1200), count("Hotline", 300), count("None & <b>", 0)];
        let html = bars("How", &counts).unwrap();
        for part in [
            "<b>1,200<span class=\"hidden\"> organizations</span></b>",
            "<rect width=\"100%\"",
            "<rect width=\"25%\"",
            "1,200",
            "None &#38; &#60;b&#62;",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(html.matches("<rect").count(), 2, "a count of 0 has no bar");
        assert!(!html.contains("style="));
    }

    #[test]
    fn a_title_is_a_heading_only_if_the_page_asks_for_it() {
        let counts = [count("Rescue", 3)];
        let plain = bars("How", &counts).unwrap();
        assert!(plain.contains("<p class=\"picture-title\">How</p>") && !plain.contains("<h3>"));
        let caption = Caption {
            title: "Most use <rescue>".to_owned(),
            is_heading: true,
            unit: "3 organizations".to_owned(),
            data: vec![("JSON", "/api/v1/statistics?q=a&b".to_owned())],
        };
        let html = bars(caption, &counts).unwrap();
        for part in [
            "<h3>Most use &#60;rescue&#62;</h3>",
            "<p class=\"picture-unit\">3 organizations</p>",
            "Data: <a href=\"/api/v1/statistics?q=a&#38;b\">JSON</a></p>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn a_chart_without_organizations_says_so() {
        for counts in [&[][..], &[count("Rescue", 0)]] {
            let html = bars("How", counts).unwrap();
            assert!(html.contains("No organizations to show."));
            assert!(!html.contains("<svg"));
        }
    }
}
