//! Regions of the world, as the standard country or area codes of the United Nations group
//! countries (M49). Kosovo and Taiwan, which M49 does not list, are in the regions around them.
//! Antarctica is in none.

use super::Country;

/// A region of M49.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Region {
    Africa,
    Americas,
    Asia,
    Europe,
    Oceania,
}

/// A part of a region: a sub-region or intermediate region of M49, with the codes of its countries.
#[derive(Debug, PartialEq, Eq)]
pub struct Subregion {
    pub name: &'static str,
    pub region: Region,
    codes: &'static str,
}

/// All parts of all regions.
const SUBREGIONS: [Subregion; 22] = [
    part("Northern Africa", Region::Africa, "DZ EG EH LY MA SD TN"),
    part(
        "Eastern Africa",
        Region::Africa,
        "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    ),
    part("Middle Africa", Region::Africa, "AO CD CF CG CM GA GQ ST TD"),
    part("Southern Africa", Region::Africa, "BW LS NA SZ ZA"),
    part("Western Africa", Region::Africa, "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG"),
    part(
        "the Caribbean",
        Region::Americas,
        "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    ),
    part("Central America", Region::Americas, "BZ CR GT HN MX NI PA SV"),
    part("South America", Region::Americas, "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE"),
    part("Northern America", Region::Americas, "BM CA GL PM US"),
    part("Central Asia", Region::Asia, "KG KZ TJ TM UZ"),
    part("Eastern Asia", Region::Asia, "CN HK JP KP KR MN MO TW"),
    part("South-eastern Asia", Region::Asia, "BN ID KH LA MM MY PH SG TH TL VN"),
    part("Southern Asia", Region::Asia, "AF BD BT IN IR LK MV NP PK"),
    part("Western Asia", Region::Asia, "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE"),
    part("Eastern Europe", Region::Europe, "BG BY CZ HU MD PL RO RU SK UA"),
    part("Northern Europe", Region::Europe, "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ"),
    part("Southern Europe", Region::Europe, "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK"),
    part("Western Europe", Region::Europe, "AT BE CH DE FR LI LU MC NL"),
    part("Australia and New Zealand", Region::Oceania, "AU CC CX HM NF NZ"),
    part("Melanesia", Region::Oceania, "FJ NC PG SB VU"),
    part("Micronesia", Region::Oceania, "FM GU KI MH MP NR PW UM"),
    part("Polynesia", Region::Oceania, "AS CK NU PF PN TK TO TV WF WS"),
];

const fn part(name: &'static str, region: Region, codes: &'static str) -> Subregion {
    Subregion { name, region, codes }
}

impl Region {
    /// All regions, by name.
    pub const ALL: [Self; 5] =
        [Self::Africa, Self::Americas, Self::Asia, Self::Europe, Self::Oceania];

    pub fn name(self) -> &'static str {
        match self {
            Self::Africa => "Africa",
            Self::Americas => "Americas",
            Self::Asia => "Asia",
            Self::Europe => "Europe",
            Self::Oceania => "Oceania",
        }
    }

    /// The name after a preposition: "in the Americas".
    pub fn name_in_text(self) -> &'static str {
        match self {
            Self::Americas => "the Americas",
            other => other.name(),
        }
    }

    /// The name in identifiers and classes of pages.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Africa => "africa",
            Self::Americas => "americas",
            Self::Asia => "asia",
            Self::Europe => "europe",
            Self::Oceania => "oceania",
        }
    }
}

impl Subregion {
    pub fn contains(&self, code: &str) -> bool {
        self.codes.split(' ').any(|other| other == code)
    }
}

impl Country {
    /// The part of the world in which it lies. Antarctica is in none.
    pub fn subregion(self) -> Option<&'static Subregion> {
        SUBREGIONS.iter().find(|part| part.contains(self.as_str()))
    }

    /// The region in which it lies. Antarctica is in none.
    pub fn region(self) -> Option<Region> {
        self.subregion().map(|part| part.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::countries;

    #[test]
    fn every_country_except_antarctica_is_in_one_part_of_one_region() {
        for country in countries() {
            let parts = SUBREGIONS.iter().filter(|part| part.contains(country.as_str()));
            let expected = usize::from(country.as_str() != "AQ");
            assert_eq!(parts.count(), expected, "{}", country.as_str());
        }
    }

    #[test]
    fn the_parts_contain_nothing_but_countries() {
        for code in SUBREGIONS.iter().flat_map(|part| part.codes.split(' ')) {
            assert!(code.parse::<Country>().is_ok(), "{code}");
        }
    }

    #[test]
    fn countries_are_in_their_regions() {
        for (code, part, region) in [
            ("IN", "Southern Asia", Some(Region::Asia)),
            ("LB", "Western Asia", Some(Region::Asia)),
            ("CY", "Western Asia", Some(Region::Asia)),
            ("HT", "the Caribbean", Some(Region::Americas)),
            ("RU", "Eastern Europe", Some(Region::Europe)),
            ("XK", "Southern Europe", Some(Region::Europe)),
            ("FJ", "Melanesia", Some(Region::Oceania)),
            ("MR", "Western Africa", Some(Region::Africa)),
            ("AQ", "", None),
        ] {
            let country: Country = code.parse().unwrap();
            assert_eq!(country.region(), region, "{code}");
            assert_eq!(country.subregion().map_or("", |part| part.name), part, "{code}");
        }
    }
}
