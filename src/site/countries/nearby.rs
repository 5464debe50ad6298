//! Countries near a country, for readers who do not find what they need in it.

use super::CountedCountry;
use crate::domain::Country;

/// Maximum number of countries.
const MAX_SHOWN: usize = 8;

/// Countries of the same part of the world in which organizations work, those with the most first.
#[derive(Debug, PartialEq, Eq)]
pub struct Nearby<'s> {
    /// The part of the world after "in": "Western Asia", "the Caribbean".
    pub part: &'static str,
    pub countries: Vec<CountedCountry<'s>>,
}

/// The countries with organizations in the same sub-region; in the same region if there are none;
/// `None` if there are none either. `countries` must be sorted by name.
pub fn nearby<'s>(country: Country, countries: &[CountedCountry<'s>]) -> Option<Nearby<'s>> {
    let subregion = country.subregion()?;
    let region = subregion.region;
    let others = countries.iter().filter(|other| other.code != country.as_str());
    let (near, far): (Vec<CountedCountry<'s>>, Vec<_>) = others
        .filter(|other| other.region() == Some(region))
        .partition(|other| subregion.contains(other.code));
    let (part, mut countries) =
        if near.is_empty() { (region.name_in_text(), far) } else { (subregion.name, near) };
    countries.sort_by_key(|other| std::cmp::Reverse(other.count));
    countries.truncate(MAX_SHOWN);
    (!countries.is_empty()).then_some(Nearby { part, countries })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTRIES: [CountedCountry<'_>; 6] = [
        CountedCountry { code: "AU", name: "Australia", count: 5 },
        CountedCountry { code: "BR", name: "Brazil", count: 3 },
        CountedCountry { code: "HT", name: "Haiti", count: 4 },
        CountedCountry { code: "IN", name: "India", count: 22 },
        CountedCountry { code: "JO", name: "Jordan", count: 2 },
        CountedCountry { code: "NP", name: "Nepal", count: 9 },
    ];

    #[test]
    fn nearby_countries_are_in_the_same_part_of_the_world() {
        for (code, expected) in [
            ("LB", Some(("Western Asia", vec!["JO"]))),
            ("BT", Some(("Southern Asia", vec!["IN", "NP"]))),
            ("NP", Some(("Southern Asia", vec!["IN"]))),
            // None in Melanesia.
            ("FJ", Some(("Oceania", vec!["AU"]))),
            ("GT", Some(("the Americas", vec!["HT", "BR"]))),
            // The only one in its region.
            ("AU", None),
            ("GH", None),
            ("AQ", None),
        ] {
            let found = nearby(code.parse().unwrap(), &COUNTRIES);
            let found = found.map(|it| {
                (it.part, it.countries.iter().map(|country| country.code).collect::<Vec<_>>())
            });
            assert_eq!(found, expected, "{code}");
        }
    }
}
