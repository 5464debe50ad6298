//! Facets as they are answered: each value's piece of JSON is ready, and only
//! the counts are written.

use std::io::Write;

use super::columns::Columns;
use super::{Facet, Selection};
use crate::domain::{Country, TermScheme, Vocabulary};

/// For each value of each facet, its bucket up to the count.
#[derive(Default)]
pub struct Buckets {
    heads: [Vec<Vec<u8>>; Facet::ALL.len()],
}

impl Buckets {
    pub fn of(columns: &Columns, vocabulary: &Vocabulary) -> Self {
        let heads = Facet::ALL.map(|facet| {
            let values = columns.facet(facet).values();
            values.map(|(id, _)| head(id, &label(vocabulary, facet, id))).collect()
        });
        Self { heads }
    }

    /// Whether all values of the columns are in here.
    pub fn has_all(&self, columns: &Columns) -> bool {
        let lengths = self.heads.iter().map(Vec::len);
        lengths.eq(Facet::ALL.iter().map(|facet| columns.facet(*facet).values().count()))
    }
}

fn head(id: &str, label: &str) -> Vec<u8> {
    let json = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    format!(r#"{{"id":{},"label":{},"count":"#, json(id), json(label)).into_bytes()
}

/// The display name of a value.
fn label(vocabulary: &Vocabulary, facet: Facet, id: &str) -> String {
    let term = |scheme: TermScheme| {
        let term = vocabulary.term(scheme, id);
        term.map_or_else(|| id.to_owned(), |term| term.label.as_str().to_owned())
    };
    match facet {
        Facet::FocusArea => term(TermScheme::FocusArea),
        Facet::Approach => term(TermScheme::Approach),
        Facet::Country => {
            id.parse().map_or_else(|_| id.to_owned(), |country: Country| country.name().to_owned())
        }
        Facet::WayToHelp | Facet::Affiliation | Facet::Status => capitalized(id),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Selection<'_> {
    /// Writes facets as a JSON object: each by its name, complete.
    pub fn write_facets(&self, facets: &[Facet], json: &mut Vec<u8>) {
        json.push(b'{');
        for (index, &facet) in facets.iter().enumerate() {
            let separator = if index > 0 { "," } else { "" };
            write(json, format_args!(r#"{separator}"{}":{{"buckets":["#, facet.as_str()));
            let counts = self.count(facet);
            let heads = &self.snapshot.buckets.heads[facet as usize];
            for (index, (id, count)) in counts.values.into_iter().enumerate() {
                if index > 0 {
                    json.push(b',');
                }
                json.extend_from_slice(heads.get(usize::from(id)).map_or(&[][..], Vec::as_slice));
                write_number(json, count);
                json.push(b'}');
            }
            write(json, format_args!(r#"],"missing":{}}}"#, counts.missing));
        }
        json.push(b'}');
    }
}

fn write(json: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    json.write_fmt(text).expect("writing to memory does not fail");
}

/// Writes a number without the formatting machinery: there are hundreds.
fn write_number(json: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return json.extend_from_slice(&digits[at..]);
        }
    }
}
