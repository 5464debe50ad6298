//! The map of the world. Its land is one file (`assets/world.svg`, made by
//! `scripts/world`) that a browser keeps; a page only says which country of it
//! has which shade. A page has one map at most, since a link leads past it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use askama::Template;
use unicode_normalization::UnicodeNormalization;

use super::Counted;
use super::steps::{Step, Steps};
use crate::site::SiteError;
use crate::site::assets::WORLD;

/// What the file has: the paper it is drawn on, and each country by its code.
static LAND: LazyLock<Land> =
    LazyLock::new(|| Land::read(std::str::from_utf8(WORLD.bytes).unwrap_or_default()));

struct Land {
    paper: &'static str,
    countries: HashMap<&'static str, Form>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Shape,
    /// A circle, which lies on top of its neighbours.
    Circle,
}

impl Land {
    fn read(svg: &'static str) -> Self {
        let paper = svg.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"'));
        let country = |line: &'static str| {
            let (form, rest) = if let Some(rest) = line.strip_prefix("<path id=\"") {
                (Form::Shape, rest)
            } else {
                (Form::Circle, line.strip_prefix("<circle id=\"")?)
            };
            Some((rest.split_once('"')?.0, form))
        };
        Self {
            paper: paper.map_or("", |(paper, _)| paper),
            countries: svg.lines().filter_map(country).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "pictures/map.html")]
struct Picture<'p> {
    caption: &'p str,
    world: &'p str,
    paper: &'p str,
    shapes: Vec<Place<'p>>,
    circles: Vec<Place<'p>>,
    legend: Vec<Step>,
    what: &'static str,
    rows: Vec<&'p Counted<'p>>,
}

/// A country on the map.
struct Place<'p> {
    country: &'p Counted<'p>,
    class: &'static str,
}

/// How many organizations there are in which country. What is no country of the
/// map, such as Antarctica, is in its table alone.
///
/// # Errors
///
/// When the template fails, which it has no reason to.
pub fn map(caption: &str, countries: &[Counted<'_>]) -> Result<String, SiteError> {
    let mut rows: Vec<&Counted<'_>> = countries.iter().filter(|one| one.count > 0).collect();
    rows.sort_by_cached_key(|country| alphabetical(country.label));
    let steps = Steps::up_to(rows.iter().map(|country| country.count).max().unwrap_or(0));
    let drawn_as = |form: Form| {
        let countries = rows.iter().filter(|one| LAND.countries.get(one.id) == Some(&form));
        countries.map(|country| Place { country, class: steps.class(country.count) }).collect()
    };
    let (shapes, circles) = (drawn_as(Form::Shape), drawn_as(Form::Circle));
    rows.sort_by_key(|country| Reverse(country.count));
    let picture = Picture {
        caption,
        world: &WORLD.path,
        paper: LAND.paper,
        shapes,
        circles,
        legend: steps.legend(),
        what: "Country",
        rows,
    };
    Ok(picture.render()?)
}

/// By which names are ordered: letters without accents, so that Türkiye stands before Uganda.
fn alphabetical(name: &str) -> String {
    name.nfd().filter(|c| c.is_alphanumeric() || *c == ' ').collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{Country, countries};

    /// Antarctica, and islets without inhabitants all over the Pacific.
    const NOT_ON_THE_MAP: [&str; 2] = ["AQ", "UM"];

    fn counted<'c>(id: &'c str, label: &'c str, count: usize) -> Counted<'c> {
        Counted { id, label, count, href: format!("/?country={id}&sort=name") }
    }

    #[test]
    fn the_map_has_every_country_that_is_somewhere() {
        let here: BTreeSet<&str> = LAND.countries.keys().copied().collect();
        let all = countries().map(Country::as_str);
        let wanted: BTreeSet<&str> = all.filter(|code| !NOT_ON_THE_MAP.contains(code)).collect();
        assert_eq!(here, wanted);
        assert_eq!(LAND.paper, "0 0 4000 1784");
    }

    #[test]
    fn the_map_is_small_and_only_land() {
        let svg = std::str::from_utf8(WORLD.bytes).unwrap();
        assert!(svg.len() < 70_000);
        for other in ["style", "script", "fill", "http"] {
            let rest = svg.replace("http://www.w3.org/2000/svg", "");
            assert!(!rest.contains(other), "{other}");
        }
    }

    #[test]
    fn a_country_is_a_link_with_a_name_and_a_shade() {
        let html = map("Where", &[counted("IN", "India", 12), counted("SG", "Singapore", 1)]);
        let html = html.unwrap();
        let world = &WORLD.path;
        for part in [
            "<a href=\"/?country=IN&#38;sort=name\" aria-label=\"India: 12 organizations\">",
            "<title>Singapore: 1 organization</title>",
            &format!("<use href=\"{world}#IN\" class=\"h5\"/>"),
            &format!("<use href=\"{world}#SG\" class=\"h1\"/>"),
            &format!("<use href=\"{world}#all\" class=\"h0\"/>"),
            "href=\"#after-map\"",
            "id=\"after-map\"",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("style="));
    }

    #[test]
    fn countries_are_in_alphabetical_order_small_ones_last() {
        let countries = [
            counted("UG", "Uganda", 1),
            counted("TR", "Türkiye", 9),
            counted("AX", "Åland Islands", 4),
            counted("AQ", "Antarctica", 2),
            counted("AF", "Afghanistan", 9),
            counted("ZZ", "Nowhere", 0),
        ];
        let html = map("Where", &countries).unwrap();
        let drawn: Vec<&str> = html.split("aria-label=\"").skip(1).collect();
        let drawn: Vec<&str> =
            drawn.iter().filter_map(|rest| Some(rest.split_once(':')?.0)).collect();
        assert_eq!(drawn, ["Afghanistan", "Türkiye", "Uganda", "Åland Islands"]);
        let (_, table) = html.split_once("<tbody>").unwrap();
        let rows: Vec<&str> =
            table.split("</a>").filter_map(|row| row.rsplit('>').next()).collect();
        let order = ["Afghanistan", "Türkiye", "Åland Islands", "Antarctica", "Uganda"];
        assert_eq!(rows[..5], order);
        assert!(!html.contains("Nowhere"));
    }

    #[test]
    fn names_are_text() {
        let html = map("<b>", &[counted("IN", "\"<script>", 1)]).unwrap();
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("aria-label=\"&#34;&#60;script&#62;: 1 organization\""), "{html}");
    }

    #[test]
    fn a_map_of_nothing_says_so() {
        for countries in [&[][..], &[counted("IN", "India", 0)]] {
            let html = map("Where", countries).unwrap();
            assert!(html.contains("There are no organizations to count here."));
            assert!(!html.contains("<svg") && !html.contains("<table") && !html.contains("#after"));
        }
    }
}
