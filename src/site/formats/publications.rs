//! Publications of organizations as BibTeX, CSL-JSON and RIS, for reference managers.
//!
//! The same rule as for citations of profiles: texts are escaped. Authors are written as whole
//! names, because the data does not say which of them are persons. The publisher of books and articles
//! is seldom the organization, so a note names it instead.

use serde_json::{Map, Value, json};

use super::bibtex::{braced, escape};
use crate::catalog::ItemDetails;
use crate::domain::{Keyword, ResearchKind};

/// All publications as a BibTeX file in UTF-8.
pub fn bibtex(publications: &[ItemDetails<'_>]) -> String {
    publications.iter().map(entry).collect()
}

/// All publications as CSL-JSON (Citation Style Language 1.0.2): an array of items.
pub fn csl(publications: &[ItemDetails<'_>]) -> String {
    Value::Array(publications.iter().map(item).collect()).to_string()
}

/// All publications as a RIS file; its lines end in CR LF.
pub fn ris(publications: &[ItemDetails<'_>]) -> String {
    publications.iter().map(record).collect()
}

fn entry(publication: &ItemDetails<'_>) -> String {
    let text = &publication.text;
    let (kind, publisher) = match ResearchKind::from_word(&text.kind) {
        Some(ResearchKind::Report) => ("techreport", "institution"),
        Some(ResearchKind::Book) => ("book", "publisher"),
        _ => ("misc", "howpublished"),
    };
    let (key_of_organization, organization) = match role(publication) {
        Role::Publisher(name) => (publisher, name.to_owned()),
        Role::Lister(note) => ("note", note),
    };
    let authors: Vec<String> =
        text.authors.iter().map(|author| format!("{{{}}}", escape(author))).collect();
    let fields = [
        ("title", Some(format!("{{{}}}", escape(&text.title)))),
        ("author", (!authors.is_empty()).then(|| authors.join(" and "))),
        (key_of_organization, Some(format!("{{{}}}", escape(&organization)))),
        ("year", text.year.map(|year| year.to_string())),
        ("url", text.url.as_ref().map(|url| braced(url))),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| format!("  {name} = {{{value}}},\n")));
    format!("@{kind}{{{},\n{}}}\n", key(publication), fields.collect::<String>())
}

fn item(publication: &ItemDetails<'_>) -> Value {
    let text = &publication.text;
    let kind = match ResearchKind::from_word(&text.kind) {
        Some(ResearchKind::Report) => "report",
        Some(ResearchKind::Book) => "book",
        Some(ResearchKind::Video) => "motion_picture",
        Some(ResearchKind::Talk) => "speech",
        Some(ResearchKind::Dataset) => "dataset",
        Some(ResearchKind::Article) => "article",
        Some(ResearchKind::Webpage) => "webpage",
        _ => "document",
    };
    let mut item = Map::new();
    let mut add = |name: &str, value: Value| item.insert(name.to_owned(), value);
    add("id", key(publication).into());
    add("type", kind.into());
    add("title", (*text.title).into());
    let authors: Vec<Value> = text.authors.iter().map(|name| json!({"literal": name})).collect();
    if !authors.is_empty() {
        add("author", authors.into());
    }
    match role(publication) {
        Role::Publisher(name) => add("publisher", name.into()),
        Role::Lister(note) => add("note", note.into()),
    };
    if let Some(year) = text.year {
        add("issued", json!({"date-parts": [[year]]}));
    }
    if let Some(url) = &text.url {
        add("URL", (**url).into());
    }
    Value::Object(item)
}

fn record(publication: &ItemDetails<'_>) -> String {
    let text = &publication.text;
    let kind = match ResearchKind::from_word(&text.kind) {
        Some(ResearchKind::Report) => "RPRT",
        Some(ResearchKind::Book) => "BOOK",
        Some(ResearchKind::Video) => "VIDEO",
        Some(ResearchKind::Dataset) => "DATA",
        Some(ResearchKind::Webpage) => "ELEC",
        _ => "GEN",
    };
    let mut lines =
        vec![("TY", kind.to_owned()), ("ID", key(publication)), ("TI", one_line(&text.title))];
    lines.extend(text.authors.iter().map(|author| ("AU", one_line(author))));
    lines.push(match role(publication) {
        Role::Publisher(name) => ("PB", one_line(name)),
        Role::Lister(note) => ("N1", one_line(&note)),
    });
    lines.extend(text.year.map(|year| ("PY", year.to_string())));
    lines.extend(text.url.as_ref().map(|url| ("UR", one_line(url))));
    lines.push(("ER", String::new()));
    lines.iter().map(|(code, value)| format!("{code}  - {value}\r\n")).collect()
}

/// The part of the organization in a publication that its profile lists.
enum Role<'p> {
    /// Its publisher, by name.
    Publisher(&'p str),
    /// Another publisher is likely, so a note says whose profile lists it.
    Lister(String),
}

fn role<'p>(publication: &ItemDetails<'p>) -> Role<'p> {
    let name = publication.organization_name;
    match ResearchKind::from_word(&publication.text.kind) {
        Some(ResearchKind::Book | ResearchKind::Article) => {
            Role::Lister(format!("Listed in the profile of {name}"))
        }
        _ => Role::Publisher(name),
    }
}

/// The citation key: the organization, and the number of the publication in its profile.
fn key(publication: &ItemDetails<'_>) -> String {
    format!("{}-{}", publication.organization_slug, publication.place + 1)
}

/// A text without line breaks, which would begin another field.
fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).collect::<Vec<_>>().join(" ")
}
