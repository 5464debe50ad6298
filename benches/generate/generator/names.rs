//! Names of made-up organizations, people and places.
//!
//! The words are typical of such names; the places are invented, so that no real organization or
//! person is meant.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::random::Random;
use super::words::{invented, push_capitalized};
use super::zipf::Zipf;

/// Number of places.
const PLACES: usize = 60_000;

const LEADS: &str = "Freedom Hope Justice Dignity Liberty Dawn Anchor Bridge Lantern Open \
    Door Restore Rise Harbour Beacon Courage Mercy Haven Unbroken Equal Humanity Compassion \
    Guardian Sanctuary Renewal Horizon River Cedar Willow Sparrow Oasis Compass Pathway \
    Threshold Solace Kindred Common Ground Together Brave Steadfast Bright New Free Rising \
    Northern Southern Eastern Western Global United Coastal Highland Delta Morning Orchard \
    Candle Footpath Homeward Evergreen";
const FIELDS: &str = "Anti-Slavery Anti-Trafficking Survivors Children Women Workers \
    Migrants Labour Rights Abolition Rescue Rehabilitation Legal-Aid Community Youth Girls \
    Protection Advocacy Fair-Work Human-Rights Fishers Families Recovery Empowerment \
    Prevention Solidarity Emancipation Dignified-Work";
const BODIES: &str = "Foundation Initiative Network Alliance Trust Mission Project Coalition \
    Centre Collective Fund International Movement Society Institute Partnership Association \
    Action Watch Forum House Campaign Union Programme";
const FOREIGN_BODIES: &str = "Fundación Associação Asociación Fondation Stiftung Fundacja \
    Förderverein Yayasan";
const GIVEN: &str = "Amara Tomás Leela Kofi Marisol Ines Rahim Sunita Miriam Oluwaseun Petra \
    Hanh Zodwa Emeka Lucía Farid Greta Joaquim Nadia Bina Yusuf Clara Dawit Rosa Arjun Mina \
    Thabo Elif Noor Matteo Sokha Agnes";

/// Generates names.
pub struct Names {
    leads: Vec<&'static str>,
    fields: Vec<&'static str>,
    bodies: Vec<&'static str>,
    foreign_bodies: Vec<&'static str>,
    given: Vec<&'static str>,
    places: Vec<String>,
    by_fame: Zipf,
}

impl Names {
    pub fn new(random: &mut Random) -> Self {
        let mut seen = HashSet::new();
        let mut places = Vec::with_capacity(PLACES);
        while places.len() < PLACES {
            let syllables = random.pick(&[2, 2, 3]);
            let mut place = String::new();
            push_capitalized(&mut place, &invented(random, syllables));
            if (5..13).contains(&place.len()) && seen.insert(place.clone()) {
                places.push(place);
            }
        }
        Self {
            leads: LEADS.split_whitespace().collect(),
            fields: FIELDS.split_whitespace().collect(),
            foreign_bodies: FOREIGN_BODIES.split_whitespace().collect(),
            bodies: BODIES.split_whitespace().collect(),
            given: GIVEN.split_whitespace().collect(),
            places,
            by_fame: Zipf::new(PLACES, 5, 2.7),
        }
    }

    /// A place after which an organization is named; a few places are frequent.
    pub fn famous_place(&self, random: &mut Random) -> &str {
        &self.places[self.by_fame.draw(random)]
    }

    /// Any place.
    pub fn place(&self, random: &mut Random) -> &str {
        &self.places[random.below(PLACES)]
    }

    /// A person whose family name comes from a place.
    pub fn person(&self, random: &mut Random) -> String {
        format!("{} {}", random.pick(&self.given), self.place(random))
    }

    /// An organization named after `place`.
    pub fn organization(&self, random: &mut Random, place: &str) -> String {
        let lead = random.pick(&self.leads);
        let (field, body) = (random.pick(&self.fields), random.pick(&self.bodies));
        match random.below(20) {
            0..6 => format!("{lead} {place} {body}"),
            6..10 => format!("{place} {field} {body}"),
            10..13 => format!("{lead} for {place} {field}"),
            13..16 => format!("{lead} {field} {body} of {place}"),
            16..18 => format!("{} {place} {lead}", random.pick(&self.foreign_bodies)),
            _ => format!("{lead} {} {place} {field} {body}", random.pick(&self.leads)),
        }
    }
}

/// The first letters of the capitalized words.
pub fn acronym(name: &str) -> String {
    name.split(' ').filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect()
}

/// A name as a slug.
pub fn slug(name: &str) -> String {
    let letters = name.nfd().filter(char::is_ascii).map(|c| c.to_ascii_lowercase());
    letters.map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
