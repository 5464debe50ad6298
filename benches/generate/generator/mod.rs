//! Made-up profiles of a realistic size and shape, in any number.
//!
//! Every word, name, place, number and URL is generated: no real organization or person is meant,
//! URLs are under `example.org` and `example.net`, and the numbers are outside the ranges of the
//! registers. The same seed gives the same profiles on every machine, as long as the vocabulary in
//! `seed_data/` stays the same. The first K profiles do not depend on how many follow.

mod citations;
mod countries;
mod names;
mod parts;
mod profile;
mod prose;
mod random;
mod topics;
mod words;
mod zipf;

use std::collections::HashSet;

pub use profile::Profile;
pub use random::Random;
pub use words::is_little;
pub use zipf::Zipf;

use citations::Citations;
use countries::COUNTRIES;
use names::Names;
use profile::{Affiliation, Headquarters, Identifier, OtherName, Parent};
use prose::Prose;
use topics::{APPROACHES, FOCUS_AREAS, Subject};

const TRADITIONS: [&str; 8] =
    ["Christian", "Catholic", "Muslim", "Hindu", "Buddhist", "Jewish", "Quaker", "interfaith"];

const KINDS: [&str; 5] =
    ["service-provider", "advocacy-organization", "network", "funder", "survivor-led"];
const POPULATIONS: [&str; 4] = ["children", "women", "migrants", "minorities"];
const SECTORS: [&str; 4] = ["agriculture", "fishing", "construction", "domestic-work"];

/// Number of different identifiers of one register; after that they repeat.
const NUMBERS: u64 = 5_000_000;

/// An endless generator of profiles with unique slugs and identifiers.
pub struct Generator {
    random: Random,
    prose: Prose,
    names: Names,
    focus_areas: Zipf,
    approaches: Zipf,
    countries: Zipf,
    slugs: HashSet<String>,
    made: u64,
}

/// Shared state of the parts of one profile.
struct Draft {
    slug: String,
    subject: Subject,
    countries: Vec<&'static str>,
    citations: Citations,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        // Separate streams, so that a change of the texts does not change the names.
        let mut words = Random::new(seed.wrapping_add(1));
        let mut places = Random::new(seed.wrapping_add(2));
        Self {
            random: Random::new(seed),
            prose: Prose::new(&mut words),
            names: Names::new(&mut places),
            focus_areas: Zipf::new(FOCUS_AREAS.len(), 7, 2.7),
            approaches: Zipf::new(APPROACHES.len(), 6, 2.7),
            countries: Zipf::new(COUNTRIES.len(), 9, 4.0),
            slugs: HashSet::new(),
            made: 0,
        }
    }

    /// The next profile.
    pub fn profile(&mut self) -> Profile {
        let (name, slug, place) = self.name();
        let count = self.random.pick(&[1, 1, 2, 2, 2, 3, 3, 4, 5]);
        let focus_areas = topics::draw(&mut self.random, &FOCUS_AREAS, &self.focus_areas, count);
        let count = self.random.pick(&[1, 2, 2, 3, 3, 4, 5]);
        let approaches = topics::draw(&mut self.random, &APPROACHES, &self.approaches, count);
        let count = self.random.pick(&[1, 1, 1, 1, 2, 2, 3, 4, 6, 9]);
        let countries = self.countries.draw_distinct(&mut self.random, count);
        let mut draft = Draft {
            subject: Subject { topics: [focus_areas.clone(), approaches.clone()].concat(), place },
            countries: countries.into_iter().map(|rank| COUNTRIES[rank]).collect(),
            citations: Citations::new(&mut self.random),
            slug,
        };
        let identifiers = self.identifiers();
        self.made += 1;
        Profile {
            acronym: self.random.chance(70).then(|| names::acronym(&name)),
            other_names: self.other_names(),
            status: if self.random.chance(98) { "active" } else { "inactive" },
            withdrawal: None,
            founded: self.founded(),
            founders: self.founders(),
            headquarters: self.headquarters(&draft),
            website: draft.website(),
            identifiers,
            affiliation: self.affiliation(),
            parent: self.parent(),
            related: [],
            kinds: self.terms(&KINDS, 1),
            summary: self.sentences(110, 200, &draft),
            framing: self.framing(&mut draft),
            method: self.method(&mut draft),
            focus_areas: focus_areas.iter().map(|topic| topic.slug.as_str()).collect(),
            approaches: approaches.iter().map(|topic| topic.slug.as_str()).collect(),
            populations: self.terms(&POPULATIONS, 0),
            sectors: self.terms(&SECTORS, 0),
            scope: Some(self.random.pick(&["local", "national", "regional", "worldwide"])),
            countries: self.countries_of_work(&mut draft),
            outcomes: self.outcomes(&mut draft),
            research: self.research(&mut draft),
            ways_to_help: self.ways_to_help(&mut draft),
            media: self.media(&mut draft),
            caveats: self.caveats(&mut draft),
            fact_sources: self.fact_sources(&mut draft),
            sources: self.sources(&draft),
            withheld: [],
            verified_at: self.random.chance(30).then(|| self.day(2019)),
            slug: draft.slug,
            name,
        }
    }

    /// A new name, its slug, and the place in it as a word.
    fn name(&mut self) -> (String, String, String) {
        let place = self.names.famous_place(&mut self.random).to_owned();
        let mut name = self.names.organization(&mut self.random, &place);
        let mut slug = names::slug(&name);
        while !self.slugs.insert(slug.clone()) {
            name = format!("{name} {}", self.names.place(&mut self.random));
            slug = names::slug(&name);
        }
        (name, slug, place.to_lowercase())
    }

    fn other_names(&mut self) -> Vec<OtherName> {
        if !self.random.chance(15) {
            return Vec::new();
        }
        let kind = self.random.pick(&["alias", "former", "legal", "translation", "programme"]);
        let lang = self.random.pick(&["es", "fr", "pt", "hi"]);
        let place = self.names.famous_place(&mut self.random).to_owned();
        let value = self.names.organization(&mut self.random, &place);
        vec![OtherName { value, kind, lang: (kind == "translation").then_some(lang) }]
    }

    /// Mostly recent years; a few early ones, a few unknown.
    fn founded(&mut self) -> Option<usize> {
        match self.random.below(100) {
            0..15 => Some(self.random.between(1839, 2024)),
            15..90 => Some(self.random.between(1985, 2024)),
            _ => None,
        }
    }

    fn founders(&mut self) -> Vec<String> {
        let count = self.random.pick(&[0, 1, 1, 2]);
        let mut founders: Vec<String> =
            (0..count).map(|_| self.names.person(&mut self.random)).collect();
        founders.dedup();
        founders
    }

    /// Mostly in the first of its countries.
    fn headquarters(&mut self, draft: &Draft) -> Headquarters {
        let elsewhere = COUNTRIES[self.countries.draw(&mut self.random)];
        let country = if self.random.chance(60) { draft.countries[0] } else { elsewhere };
        Headquarters { city: self.names.place(&mut self.random).to_owned(), country }
    }

    /// Unique numbers in the form of the registers, but in ranges that these do not use.
    fn identifiers(&mut self) -> Vec<Identifier> {
        if !self.random.chance(50) {
            return Vec::new();
        }
        // A prime step, so that consecutive numbers look different.
        let number = (self.made + 1) % NUMBERS * 3_999_971 % NUMBERS;
        let (scheme, value) = match self.random.below(5) {
            0 => ("US-EIN", format!("00{number:07}")),
            1 => ("GB-CHC", (9_999_999 - number).to_string()),
            2 => ("NL-KVK", format!("9{number:07}")),
            3 => ("AU-ABN", format!("00{number:09}")),
            _ => ("XI-WIKIDATA", format!("Q9{number:09}")),
        };
        vec![Identifier { scheme, value }]
    }

    fn affiliation(&mut self) -> Option<Affiliation> {
        let tradition = self.random.pick(&TRADITIONS);
        let (kind, tradition) = match self.random.below(100) {
            0..25 => ("faith-based", Some(tradition)),
            25..37 => ("secular", None),
            _ => return None,
        };
        Some(Affiliation { kind, tradition })
    }

    /// Up to two terms of a vocabulary.
    fn terms(&mut self, words: &[&'static str], least: usize) -> Vec<&'static str> {
        let count = self.random.between(least, 2);
        self.some(words, count)
    }

    fn parent(&mut self) -> Option<Parent> {
        self.random.chance(4).then(|| {
            let place = self.names.famous_place(&mut self.random).to_owned();
            let name = self.names.organization(&mut self.random, &place);
            Parent { name, slug: None }
        })
    }

    /// A past day, in the year `first` or later.
    fn day(&mut self, first: usize) -> String {
        let (year, month) = (self.random.between(first, 2025), self.random.between(1, 12));
        format!("{year}-{month:02}-{:02}", self.random.between(1, 28))
    }
}

/// Profiles, each on one line of JSON.
impl Iterator for Generator {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        Some(self.profile().to_json())
    }
}
