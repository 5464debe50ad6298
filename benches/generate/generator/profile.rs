//! The shape of a profile, with its keys in canonical order, so that a made-up line equals the one
//! that the directory exports.

use std::collections::BTreeMap;

use serde::Serialize;

/// Ids of the cited sources.
pub type Cited = Vec<&'static str>;

/// A made-up organization.
#[derive(Serialize)]
pub struct Profile {
    pub slug: String,
    pub name: String,
    pub acronym: Option<String>,
    pub other_names: Vec<OtherName>,
    pub status: &'static str,
    pub withdrawal: Option<()>,
    pub founded: Option<usize>,
    pub founders: Vec<String>,
    pub headquarters: Headquarters,
    pub website: String,
    pub identifiers: Vec<Identifier>,
    pub affiliation: Option<Affiliation>,
    pub parent: Option<Parent>,
    pub related: [(); 0],
    pub kinds: Vec<&'static str>,
    pub summary: String,
    pub framing: Framing,
    pub method: Method,
    pub focus_areas: Vec<&'static str>,
    pub approaches: Vec<&'static str>,
    pub populations: Vec<&'static str>,
    pub sectors: Vec<&'static str>,
    pub scope: Option<&'static str>,
    pub countries: Vec<Country>,
    pub outcomes: Vec<Outcome>,
    pub research: Vec<Research>,
    pub ways_to_help: Vec<WayToHelp>,
    pub media: Vec<Media>,
    pub caveats: Vec<Caveat>,
    pub fact_sources: BTreeMap<&'static str, Cited>,
    pub sources: Vec<Source>,
    pub withheld: [(); 0],
    pub verified_at: Option<String>,
}

#[derive(Serialize)]
pub struct OtherName {
    pub value: String,
    pub kind: &'static str,
    pub lang: Option<&'static str>,
}

#[derive(Serialize)]
pub struct Headquarters {
    pub city: String,
    pub country: &'static str,
}

#[derive(Serialize)]
pub struct Identifier {
    pub scheme: &'static str,
    pub value: String,
}

#[derive(Serialize)]
pub struct Affiliation {
    pub kind: &'static str,
    pub tradition: Option<&'static str>,
}

#[derive(Serialize)]
pub struct Parent {
    pub name: String,
    pub slug: Option<String>,
}

#[derive(Serialize)]
pub struct Framing {
    pub in_short: Option<String>,
    pub summary: String,
    pub lens: Vec<&'static str>,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Method {
    pub in_short: Option<String>,
    pub summary: String,
    pub steps: Vec<Step>,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Step {
    pub name: String,
    pub summary: String,
    pub sources: [(); 0],
}

#[derive(Serialize)]
pub struct Country {
    pub country: &'static str,
    pub role: &'static str,
    pub as_of: Option<usize>,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Outcome {
    pub claim: String,
    pub reported_by: String,
    pub kind: Option<&'static str>,
    pub from: Option<usize>,
    pub to: Option<usize>,
    pub places: Vec<&'static str>,
    pub place: Option<&'static str>,
    pub period: Option<String>,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Research {
    pub title: String,
    pub kind: &'static str,
    pub authors: Vec<String>,
    pub year: usize,
    pub url: String,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct WayToHelp {
    pub kind: &'static str,
    pub title: String,
    pub summary: String,
    pub url: String,
    pub free: bool,
    pub as_of: Option<usize>,
    pub helpline: Option<()>,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Media {
    pub kind: &'static str,
    pub title: String,
    pub url: String,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Caveat {
    pub about: &'static str,
    pub kind: &'static str,
    pub note: String,
    pub sources: Cited,
}

#[derive(Serialize)]
pub struct Source {
    pub id: &'static str,
    pub title: String,
    pub publisher: String,
    pub author: Option<String>,
    pub published: Option<String>,
    pub url: String,
    pub archived_url: Option<String>,
    pub retrieved: Option<String>,
}

impl Profile {
    /// The profile on one line.
    pub fn to_json(&self) -> String {
        // Large enough for nearly all profiles, so that the buffer rarely grows.
        let mut line = Vec::with_capacity(8 << 10);
        serde_json::to_writer(&mut line, self).expect("a profile has only text keys");
        String::from_utf8(line).expect("JSON is UTF-8")
    }
}
