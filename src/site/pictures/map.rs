//! The map of the world. Its shapes are in one cacheable file (`assets/world.svg`, made by
//! `scripts/world`); a page only refers to the shapes and sets their shades. Radio buttons choose
//! the part of the world that it shows: the stylesheet enlarges it, without a script. A page has at
//! most one map, because its parts need unique ids.

use std::cmp::Reverse;

use askama::Template;
use unicode_normalization::UnicodeNormalization;

use super::land::{LAND, Shape};
use super::scale::{Scale, Step};
use super::{Caption, Count};
use crate::domain::Region;
use crate::site::SiteError;
use crate::site::assets::WORLD;

#[derive(Template)]
#[template(path = "pictures/map.html")]
struct Picture<'p> {
    caption: Caption,
    world: &'p str,
    view_box: &'p str,
    /// The regions that have countries on the map, each with a view.
    regions: Vec<Region>,
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
    /// The region in whose view it is.
    region: Option<Region>,
}

/// A map of the number of organizations in each country. Countries that are not on the map, such
/// as Antarctica, are only in its table.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn map(caption: impl Into<Caption>, countries: &[Count<'_>]) -> Result<String, SiteError> {
    let mut rows: Vec<&Count<'_>> = countries.iter().filter(|one| one.count > 0).collect();
    rows.sort_by_cached_key(|country| alphabetical(country.label));
    let scale = Scale::doubling(rows.iter().map(|country| country.count).max().unwrap_or(0));
    let drawn_as = |shape: Shape| -> Vec<Place<'_>> {
        let countries = rows.iter().filter(|one| LAND.shape(one.id) == Some(shape));
        let places = countries.map(|country| Place {
            country,
            class: scale.class(country.count),
            region: LAND.region_in_view(country.id),
        });
        places.collect()
    };
    let (paths, circles) = (drawn_as(Shape::Path), drawn_as(Shape::Circle));
    let has_countries =
        |region: &Region| paths.iter().chain(&circles).any(|place| place.region == Some(*region));
    let regions = Region::ALL.into_iter().filter(has_countries).collect();
    rows.sort_by_key(|country| Reverse(country.count));
    let picture = Picture {
        caption: caption.into(),
        world: &WORLD.path,
        view_box: LAND.view_box,
        regions,
        paths,
        circles,
        legend: scale.legend(),
        row_heading: "Country",
        rows,
    };
    Ok(picture.render()?)
}

/// The sort key of a name: letters without accents, so that Türkiye comes before Uganda.
pub fn alphabetical(name: &str) -> String {
    name.nfd().filter(|c| c.is_alphanumeric() || *c == ' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country<'c>(id: &'c str, label: &'c str, count: usize) -> Count<'c> {
        Count { id, label, count, href: format!("/organizations?country={id}&sort=name") }
    }

    #[test]
    fn a_country_is_a_link_with_a_name_a_shade_and_a_region() {
        let html = map("Where", &[country("IN", "India", 12), country("SG", "Singapore", 1)]);
        let html = html.unwrap();
        let world = &WORLD.path;
        for part in [
            "<a href=\"/organizations?country=IN&#38;sort=name\" class=\"asia\" aria-label=\"India: 12 organizations\">",
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
    fn the_map_offers_views_of_the_regions_that_have_countries_in_view() {
        let countries = [
            country("IN", "India", 1),
            country("KE", "Kenya", 2),
            country("PF", "French Polynesia", 1),
            country("FR", "France", 0),
        ];
        let html = map("Where", &countries).unwrap();
        let ids = html.split("<input type=\"radio\" name=\"map\" id=\"map-").skip(1);
        let ids: Vec<&str> = ids.filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
        assert_eq!(ids, ["world", "africa", "asia"]);
        assert!(html.contains("id=\"map-world\" checked"), "{html}");
        assert!(html.contains("class=\"\" aria-label=\"French Polynesia"), "{html}");
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
        let drawn: Vec<&str> = html.split("\" aria-label=\"").skip(2).collect();
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
            assert!(html.contains("No organizations to show."));
            assert!(!html.contains("<svg") && !html.contains("<table") && !html.contains("#after"));
        }
    }
}
