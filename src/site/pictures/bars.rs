//! Bars, one a line, each as long as its count. It is a list whose lines say
//! label and number, so it needs no table beside it.

use askama::Template;

use super::{Counted, percent};
use crate::site::SiteError;

#[derive(Template)]
#[template(path = "pictures/bars.html")]
struct Picture<'p> {
    caption: &'p str,
    bars: Vec<Bar<'p>>,
}

struct Bar<'p> {
    counted: &'p Counted<'p>,
    percent: usize,
}

/// A bar for each, in the order they come in.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn bars(caption: &str, all: &[Counted<'_>]) -> Result<String, SiteError> {
    let most = all.iter().map(|counted| counted.count).max().unwrap_or(0);
    let bar = |counted| Bar { counted, percent: percent(counted.count, most) };
    let bars = if most == 0 { Vec::new() } else { all.iter().map(bar).collect() };
    Ok(Picture { caption, bars }.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(label: &str, count: usize) -> Counted<'_> {
        Counted { id: "rescue", label, count, href: "/?approach=rescue".to_owned() }
    }

    #[test]
    fn a_bar_is_a_link_with_its_label_and_number() {
        let all = [counted("Rescue", 1200), counted("Hotline", 300), counted("None & <b>", 0)];
        let html = bars("How", &all).unwrap();
        for part in [
            "<b>1,200<span class=\"hidden\"> organizations</span></b>",
            "<rect width=\"100%\"",
            "<rect width=\"25%\"",
            "1,200",
            "None &#38; &#60;b&#62;",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(html.matches("<rect").count(), 2, "nothing has no bar");
        assert!(!html.contains("style="));
    }

    #[test]
    fn bars_of_nothing_say_so() {
        for all in [&[][..], &[counted("Rescue", 0)]] {
            let html = bars("How", all).unwrap();
            assert!(html.contains("There are no organizations to count here."));
            assert!(!html.contains("<svg"));
        }
    }
}
