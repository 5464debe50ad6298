//! The land of the map: the countries of `assets/world.svg` with the boxes around them, and the
//! parts of the map that its views show.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{Country, Region};
use crate::site::assets::WORLD;

/// The land of the file.
pub static LAND: LazyLock<Land> =
    LazyLock::new(|| Land::read(std::str::from_utf8(&WORLD.bytes).unwrap_or_default()));

pub struct Land {
    pub view_box: &'static str,
    countries: HashMap<&'static str, (Shape, Area)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Path,
    /// A circle for a tiny country, drawn on top of its neighbours.
    Circle,
}

/// A rectangle of the map, in its units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

/// The part of the map that the view of a region shows at least. The stylesheet
/// (`style/pictures.css`) moves it to the middle and enlarges it.
const fn view(region: Region) -> Area {
    match region {
        Region::Africa => Area { left: 1540, top: 440, right: 2500, bottom: 1540 },
        Region::Americas => Area { left: 420, top: 40, right: 1560, bottom: 1784 },
        Region::Asia => Area { left: 2080, top: 210, right: 3460, bottom: 1170 },
        Region::Europe => Area { left: 1640, top: 10, right: 2420, bottom: 590 },
        Region::Oceania => Area { left: 2900, top: 750, right: 3990, bottom: 1690 },
    }
}

impl Area {
    const NOTHING: Self = Self { left: i32::MAX, top: i32::MAX, right: i32::MIN, bottom: i32::MIN };

    fn extend(&mut self, x: i32, y: i32) {
        (self.left, self.right) = (self.left.min(x), self.right.max(x));
        (self.top, self.bottom) = (self.top.min(y), self.bottom.max(y));
    }

    fn overlaps(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
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
            let (id, rest) = rest.split_once('"')?;
            let area = match shape {
                Shape::Path => area_of_path(rest),
                Shape::Circle => area_of_circle(rest),
            };
            Some((id, (shape, area)))
        };
        Self {
            view_box: view_box.map_or("", |(view_box, _)| view_box),
            countries: svg.lines().filter_map(country).collect(),
        }
    }

    pub fn shape(&self, code: &str) -> Option<Shape> {
        self.countries.get(code).map(|(shape, _)| *shape)
    }

    /// The region in whose view a country is. Some countries are in none: their region's view does
    /// not reach them, like that of Oceania the islands at the other edge of the map.
    pub fn region_in_view(&self, code: &str) -> Option<Region> {
        let region = code.parse::<Country>().ok()?.region()?;
        let (_, area) = self.countries.get(code)?;
        area.overlaps(view(region)).then_some(region)
    }

    #[cfg(test)]
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.countries.keys().copied()
    }
}

/// The box around a path, whose rings begin with `M x y` and continue with relative steps.
fn area_of_path(text: &str) -> Area {
    let mut area = Area::NOTHING;
    let data = text.split("d=\"").nth(1).unwrap_or_default();
    for ring in data.split('M').skip(1) {
        let numbers = numbers(ring);
        let (mut x, mut y) = (0, 0);
        for step in numbers.chunks_exact(2) {
            (x, y) = (x + step[0], y + step[1]);
            area.extend(x, y);
        }
    }
    area
}

fn area_of_circle(text: &str) -> Area {
    match numbers(text)[..] {
        [x, y, r] => Area { left: x - r, top: y - r, right: x + r, bottom: y + r },
        _ => Area::NOTHING,
    }
}

/// The whole numbers in a text. A minus sign separates two numbers as well as a space does.
fn numbers(text: &str) -> Vec<i32> {
    let mut numbers = Vec::new();
    let (mut number, mut sign) = (None, 1);
    for byte in text.bytes().chain([b' ']) {
        if byte.is_ascii_digit() {
            number = Some(number.unwrap_or(0) * 10 + i32::from(byte - b'0'));
            continue;
        }
        numbers.extend(number.take().map(|number: i32| sign * number));
        sign = if byte == b'-' { -1 } else { 1 };
    }
    numbers
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::countries;

    /// Antarctica, and uninhabited islets all over the Pacific.
    const NOT_ON_THE_MAP: [&str; 2] = ["AQ", "UM"];

    /// Islands far from the rest of their region, some at the other edge of the map.
    const OUT_OF_VIEW: [&str; 8] = ["BV", "CK", "HM", "IO", "KI", "PF", "PN", "TF"];

    #[test]
    fn the_map_has_every_inhabited_country() {
        let on_the_map: BTreeSet<&str> = LAND.codes().collect();
        let all = countries().map(Country::as_str);
        let expected: BTreeSet<&str> = all.filter(|code| !NOT_ON_THE_MAP.contains(code)).collect();
        assert_eq!(on_the_map, expected);
        assert_eq!(LAND.view_box, "0 0 4000 1784");
    }

    #[test]
    fn every_country_is_in_the_view_of_its_region() {
        let out: BTreeSet<&str> =
            LAND.codes().filter(|code| LAND.region_in_view(code).is_none()).collect();
        assert_eq!(out.into_iter().collect::<Vec<_>>(), OUT_OF_VIEW);
        for (code, region) in [("RU", Region::Europe), ("US", Region::Americas)] {
            assert_eq!(LAND.region_in_view(code), Some(region), "{code}");
        }
    }

    #[test]
    fn the_box_of_a_shape_is_around_all_of_it() {
        let area = area_of_path("\" d=\"M10 20l5-7-30 2zM0 100l1 1 0-3z\"/>");
        assert_eq!(area, Area { left: -15, top: 13, right: 15, bottom: 101 });
        let area = area_of_circle("\" cx=\"50\" cy=\"-5\" r=\"8\"/>");
        assert_eq!(area, Area { left: 42, top: -13, right: 58, bottom: 3 });
    }

    #[test]
    fn the_map_file_is_small_and_has_only_shapes() {
        let svg = std::str::from_utf8(&WORLD.bytes).unwrap();
        assert!(svg.len() < 70_000);
        for other in ["style", "script", "fill", "http"] {
            let rest = svg.replace("http://www.w3.org/2000/svg", "");
            assert!(!rest.contains(other), "{other}");
        }
    }
}
