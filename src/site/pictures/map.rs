//! The map of the world. Its shapes are in one cacheable file (`assets/world.svg`, made by
//! `scripts/world`); a page only refers to the shapes and sets their shades. A page has at most one
//! map, because the link that skips it needs a unique id.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use askama::Template;
use unicode_normalization::UnicodeNormalization;

use super::Count;
use super::scale::{Scale, Step};
use crate::site::SiteError;
use crate::site::assets::WORLD;

/// The view box of the file, and its countries by code.
static LAND: LazyLock<Land> =
    LazyLock::new(|| Land::read(std::str::from_utf8(WORLD.bytes).unwrap_or_default()));

struct Land {
    view_box: &'static str,
    countries: HashMap<&'static str, Shape>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Path,
    /// A circle for a tiny country, drawn on top of its neighbours.
    Circle,
}

impl Land {
    fn read(svg: &'static str) -> Self {
        let view_box = svg.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"'));
        let country = |line: &'static str| {
            let (shape, rest) = if let Some(rest) = line.strip_prefix("<path id=\"") {
                (Shape::Path, rest)
            } else {
                (Shape::Circle, line.strip_prefix("<circle id=\"")?)
            };
            Some((rest.split_once('"')?.0, shape))
        };
        Self {
            view_box: view_box.map_or("", |(view_box, _)| view_box),
            countries: svg.lines().filter_map(country).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "pictures/map.html")]
struct Picture<'p> {
    caption: &'p str,
    world: &'p str,
    view_box: &'p str,
    paths: Vec<Place<'p>>,
    circles: Vec<Place<'p>>,
    legend: Vec<Step>,
    /// The heading of the table's first column.
    row_heading: &'static str,
    rows: Vec<&'p Count<'p>>,
}

/// A country on the map.
struct Place<'p> {
    country: &'p Count<'p>,
    class: &'static str,
}

/// A map of the number of organizations in each country. Countries that are not on the map, such
/// as Antarctica, are only in its table.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn map(caption: &str, countries: &[Count<'_>]) -> Result<String, SiteError> {
    let mut rows: Vec<&Count<'_>> = countries.iter().filter(|one| one.count > 0).collect();
    rows.sort_by_cached_key(|country| alphabetical(country.label));
    let scale = Scale::up_to(rows.iter().map(|country| country.count).max().unwrap_or(0));
    let drawn_as = |shape: Shape| {
        let countries = rows.iter().filter(|one| LAND.countries.get(one.id) == Some(&shape));
        countries.map(|country| Place { country, class: scale.class(country.count) }).collect()
    };
    let (paths, circles) = (drawn_as(Shape::Path), drawn_as(Shape::Circle));
    rows.sort_by_key(|country| Reverse(country.count));
    let picture = Picture {
        caption,
        world: &WORLD.path,
        view_box: LAND.view_box,
        paths,
        circles,
        legend: scale.legend(),
        row_heading: "Country",
        rows,
    };
    Ok(picture.render()?)
}

/// The sort key of a name: letters without accents, so that Türkiye comes before Uganda.
fn alphabetical(name: &str) -> String {
    name.nfd().filter(|c| c.is_alphanumeric() || *c == ' ').collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{Country, countries};

    /// Antarctica, and uninhabited islets all over the Pacific.
    const NOT_ON_THE_MAP: [&str; 2] = ["AQ", "UM"];

    fn country<'c>(id: &'c str, label: &'c str, count: usize) -> Count<'c> {
        Count { id, label, count, href: format!("/?country={id}&sort=name") }
    }

    #[test]
    fn the_map_has_every_inhabited_country() {
        let on_the_map: BTreeSet<&str> = LAND.countries.keys().copied().collect();
        let all = countries().map(Country::as_str);
        let expected: BTreeSet<&str> = all.filter(|code| !NOT_ON_THE_MAP.contains(code)).collect();
        assert_eq!(on_the_map, expected);
        assert_eq!(LAND.view_box, "0 0 4000 1784");
    }

    #[test]
    fn the_map_file_is_small_and_has_only_shapes() {
        let svg = std::str::from_utf8(WORLD.bytes).unwrap();
        assert!(svg.len() < 70_000);
        for other in ["style", "script", "fill", "http"] {
            let rest = svg.replace("http://www.w3.org/2000/svg", "");
            assert!(!rest.contains(other), "{other}");
        }
    }

    #[test]
    fn a_country_is_a_link_with_a_name_and_a_shade() {
        let html = map("Where", &[country("IN", "India", 12), country("SG", "Singapore", 1)]);
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
    fn countries_are_in_alphabetical_order_with_circles_last() {
        let countries = [
            country("UG", "Uganda", 1),
            country("TR", "Türkiye", 9),
            country("AX", "Åland Islands", 4),
            country("AQ", "Antarctica", 2),
            country("AF", "Afghanistan", 9),
            country("ZZ", "Nowhere", 0),
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
    fn names_are_escaped() {
        let html = map("<b>", &[country("IN", "\"<script>", 1)]).unwrap();
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("aria-label=\"&#34;&#60;script&#62;: 1 organization\""), "{html}");
    }

    #[test]
    fn a_map_without_organizations_says_so() {
        for countries in [&[][..], &[country("IN", "India", 0)]] {
            let html = map("Where", countries).unwrap();
            assert!(html.contains("There are no organizations to count here."));
            assert!(!html.contains("<svg") && !html.contains("<table") && !html.contains("#after"));
        }
    }
}
