//! The properties of organizations: for each its id and name, how a known value is read to match by
//! it, and its values.

use std::cell::OnceCell;

use super::cells::Cell;
use super::extend::WantedProperty;
use super::queries::{GivenProperty, GivenValue};
use super::suggestions::NamedThing;
use crate::catalog::{API, Entry, Known, Snapshot, host, identifier_key};
use crate::domain::{Country, Keyword, Organization, TermScheme};
use crate::http::extract::parameters::meant::{meant_country, meant_term};

/// A property. The identifiers of each register are a property too, by the code of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    Country,
    City,
    Website,
    Founded,
    Acronym,
    Identifier,
    Terms(TermScheme),
    Summary,
    Framing,
    Method,
    Countries,
    WaysToHelp,
    VerifiedAt,
    Status,
    Page,
    Api,
}

/// The properties, in the order in which they are proposed: id, name and meaning.
const PROPERTIES: [(Property, &str, &str, &str); 21] = [
    (
        Property::Country,
        "country",
        "Country",
        "The country of its headquarters; to match, also one where it works",
    ),
    (Property::City, "city", "City", "The city of its headquarters"),
    (Property::Website, "website", "Website", "The URL of its website; to match, its host"),
    (Property::Founded, "founded", "Founded", "The year in which it began"),
    (Property::Acronym, "acronym", "Acronym", "Its acronym"),
    (
        Property::Identifier,
        "identifier",
        "Identifier",
        "Its identifiers in registers, with the code of the register, such as US-EIN-541722887",
    ),
    (
        Property::Terms(TermScheme::FocusArea),
        "focus_area",
        "Focus area",
        "The problems it works against",
    ),
    (Property::Terms(TermScheme::Approach), "approach", "Approach", "How it works"),
    (
        Property::Terms(TermScheme::Population),
        "population",
        "Population",
        "The people for whom it works",
    ),
    (
        Property::Terms(TermScheme::Sector),
        "sector",
        "Sector",
        "The kinds of work in which people are exploited",
    ),
    (Property::Terms(TermScheme::Kind), "kind", "Kind", "Kinds of organization"),
    (Property::Terms(TermScheme::Lens), "lens", "Lens", "How it sees the problem"),
    (Property::Summary, "summary", "Summary", "Two neutral sentences about it"),
    (Property::Framing, "framing", "Framing", "How it frames the problem"),
    (Property::Method, "method", "Method", "How it fights the problem"),
    (Property::Countries, "countries", "Countries", "The countries where it works"),
    (Property::WaysToHelp, "ways_to_help", "Ways to help", "Ways in which readers can help"),
    (
        Property::VerifiedAt,
        "verified_at",
        "Verified at",
        "The day on which a person last checked the profile",
    ),
    (Property::Status, "status", "Status", "Whether it is active"),
    (Property::Page, "page", "Page", "The URL of its page"),
    (Property::Api, "api", "API", "The URL of its profile in the API"),
];

/// All properties, with one for each register of the directory.
pub fn all(snapshot: &Snapshot) -> Vec<NamedThing> {
    let fixed = PROPERTIES.iter().map(|(_, id, name, about)| NamedThing {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        description: (*about).to_owned(),
    });
    let registers = snapshot.identifier_schemes().map(|scheme| NamedThing {
        id: scheme.to_owned(),
        name: format!("{scheme} number"),
        description: format!("Its identifier in the register {scheme} of org-id.guide"),
    });
    fixed.chain(registers).collect()
}

fn property(id: &str) -> Option<Property> {
    PROPERTIES.iter().find(|(_, known, ..)| *known == id).map(|(property, ..)| *property)
}

/// Reads the known values of a property; `None` for an unknown property, one that is not used to
/// match, or values that mean nothing.
pub fn known(snapshot: &Snapshot, given: &GivenProperty) -> Option<Known> {
    let GivenProperty { id, values } = given;
    let Some(property) = property(id) else {
        // The values of a register, without or with its code.
        let key = |value: &GivenValue| {
            value.texts().find_map(|text| identifier_key(&format!("{id}-{text}")))
        };
        return some(values.iter().filter_map(key).collect(), Known::Identifiers);
    };
    let texts = || values.iter().flat_map(GivenValue::texts);
    match property {
        Property::Country | Property::Countries => {
            let country = |value: &GivenValue| value.texts().find_map(meant_country);
            some(values.iter().filter_map(country).collect(), Known::Countries)
        }
        Property::City => some(texts().map(str::to_owned).collect(), Known::Cities),
        Property::Website => some(texts().filter_map(host).collect(), Known::Hosts),
        Property::Founded => some(texts().filter_map(year).collect(), Known::Founded),
        Property::Acronym => some(texts().map(str::to_owned).collect(), Known::Acronyms),
        Property::Identifier => {
            some(texts().filter_map(identifier_key).collect(), Known::Identifiers)
        }
        Property::Terms(scheme) => {
            let term = |value: &GivenValue| {
                let mut texts = value.texts();
                texts.find_map(|text| term_slug(snapshot, scheme, text))
            };
            some(values.iter().filter_map(term).collect(), |slugs| Known::Terms(scheme, slugs))
        }
        _ => None,
    }
}

fn some<T>(values: Vec<T>, known: impl FnOnce(Vec<T>) -> Known) -> Option<Known> {
    (!values.is_empty()).then(|| known(values))
}

/// The slug of the term that a text means: a slug, any label, or the id of the term in the other
/// service.
fn term_slug(snapshot: &Snapshot, scheme: TermScheme, text: &str) -> Option<String> {
    let slug = text.strip_prefix(scheme.as_str()).and_then(|rest| rest.strip_prefix('.'));
    let term = meant_term(snapshot.vocabulary(), scheme, slug.unwrap_or(text));
    term.map(|term| term.slug.to_string())
}

/// The year with which a text begins: `1997`, `1997-05-01`.
fn year(text: &str) -> Option<i16> {
    let (year, rest) = text.split_at_checked(4)?;
    let is_whole = !rest.starts_with(|c: char| c.is_ascii_digit());
    year.parse().ok().filter(|_| is_whole)
}

/// An organization, of which the profile is read only if a property needs it.
pub struct Values<'v> {
    snapshot: &'v Snapshot,
    entry: Entry<'v>,
    /// The beginning of URLs.
    base: &'v str,
    profile: OnceCell<Option<Organization>>,
}

impl<'v> Values<'v> {
    pub fn new(snapshot: &'v Snapshot, entry: Entry<'v>, base: &'v str) -> Self {
        Self { snapshot, entry, base, profile: OnceCell::new() }
    }

    /// The profile; `None` if it cannot be read.
    fn profile(&self) -> Option<&Organization> {
        let read = || self.snapshot.organization(&self.entry).ok();
        self.profile.get_or_init(read).as_ref()
    }

    /// The cells of a property. Of a withdrawn organization only the status is known.
    pub fn cells(&self, wanted: &WantedProperty) -> Vec<Cell> {
        let found = property(&wanted.id);
        if self.entry.withdrawal().is_some() && found != Some(Property::Status) {
            return Vec::new();
        }
        match found {
            Some(property) => self.cells_of(property, wanted.as_codes).unwrap_or_default(),
            None => self.register_cells(&wanted.id).unwrap_or_default(),
        }
    }

    fn cells_of(&self, property: Property, as_codes: bool) -> Option<Vec<Cell>> {
        let entry = &self.entry;
        let one = |text: &str| vec![Cell::text(text)];
        let country = |code: &str| {
            let name = || code.parse::<Country>().ok().map(Country::name);
            Cell::text(if as_codes { code } else { name().unwrap_or(code) })
        };
        Some(match property {
            Property::Country => vec![country(entry.headquarters_country()?)],
            Property::Countries => entry.countries().map(country).collect(),
            Property::City => one(entry.headquarters_city()?),
            Property::Founded => vec![Cell::number(entry.founded()?)],
            Property::Acronym => one(entry.acronym()?),
            Property::Summary => one(entry.summary_text()),
            Property::Status => one(entry.status()),
            Property::Page => {
                vec![Cell::text(format!("{}/organizations/{}", self.base, entry.slug()))]
            }
            Property::Api => {
                vec![Cell::text(format!("{}{API}/organizations/{}", self.base, entry.slug()))]
            }
            Property::Terms(scheme) => {
                let label = |slug: &str| {
                    let term = self.snapshot.vocabulary().term(scheme, slug);
                    term.map_or_else(|| slug.to_owned(), |term| term.label.as_str().to_owned())
                };
                let terms = entry.terms(scheme);
                let value =
                    |slug| if as_codes { Cell::text(slug) } else { Cell::text(label(slug)) };
                terms.map(value).collect()
            }
            Property::Website => one(self.profile()?.website.as_ref()?.as_str()),
            Property::Identifier => {
                let identifiers = self.profile()?.identifiers.iter();
                identifiers.map(|identifier| Cell::text(identifier.to_string())).collect()
            }
            Property::Framing => one(self.profile()?.framing.summary.as_str()),
            Property::Method => one(self.profile()?.method.summary.as_str()),
            Property::WaysToHelp if as_codes => entry.ways_to_help().map(Cell::text).collect(),
            Property::WaysToHelp => {
                let ways = self.profile()?.ways_to_help.iter();
                ways.map(|way| Cell::text(way.title.as_str())).collect()
            }
            Property::VerifiedAt => vec![Cell::day(self.profile()?.verified_at.as_ref()?)],
        })
    }

    /// The values of the identifiers of a register.
    fn register_cells(&self, scheme: &str) -> Option<Vec<Cell>> {
        self.entry.identifiers().find(|identifier| identifier.starts_with(scheme))?;
        let identifiers = self.profile()?.identifiers.iter();
        let of_register = identifiers.filter(|it| it.scheme.as_str() == scheme);
        Some(of_register.map(|identifier| Cell::text(identifier.value.as_str())).collect())
    }
}

/// A few facts about an organization in one line: `IJM · Washington, D.C., United States · founded
/// 1997`.
pub fn description(entry: &Entry<'_>) -> String {
    if let Some((reason, _)) = entry.withdrawal() {
        return format!("withdrawn: {reason}");
    }
    let country = entry.headquarters_country().and_then(|code| code.parse::<Country>().ok());
    let place: Vec<&str> =
        entry.headquarters_city().into_iter().chain(country.map(Country::name)).collect();
    let place = (!place.is_empty()).then(|| place.join(", "));
    let founded = entry.founded().map(|year| format!("founded {year}"));
    let status = (entry.status() != "active").then(|| match entry.status() {
        "unknown" => "status unknown".to_owned(),
        status => status.to_owned(),
    });
    let acronym = entry.acronym().map(str::to_owned);
    let facts: Vec<String> = [acronym, place, founded, status].into_iter().flatten().collect();
    if facts.is_empty() { entry.summary_text().to_owned() } else { facts.join(" · ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_has_its_own_id_and_every_vocabulary_is_one() {
        let mut ids: Vec<&str> = PROPERTIES.iter().map(|(_, id, ..)| *id).collect();
        for scheme in TermScheme::ALL {
            assert_eq!(property(scheme.as_str()), Some(Property::Terms(*scheme)));
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), PROPERTIES.len());
    }

    #[test]
    fn a_year_is_read_from_the_beginning_of_a_date() {
        for (text, expected) in [
            ("1997", Some(1997)),
            ("1997-05-01", Some(1997)),
            ("1997.0", Some(1997)),
            ("19975", None),
            ("May 1997", None),
            ("", None),
            ("é997", None),
        ] {
            assert_eq!(year(text), expected, "{text}");
        }
    }
}
