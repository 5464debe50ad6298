//! Previews: small pages without a frame, which other programs show in theirs while a person chooses
//! an organization or a term. Their style is in the page, because they load nothing.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{SiteError, capitalized, display};
use crate::catalog::{Entry, Snapshot};
use crate::domain::{Country, Date, Term, TermScheme};

/// The style of all previews.
const STYLE: &str = include_str!("assets/style/preview.css");

/// The source of that style for a `Content-Security-Policy`: its hash.
pub static PREVIEW_STYLE: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(STYLE))));

/// Maximum number of terms in a list; the others are only counted.
const TERMS: usize = 4;

/// Maximum number of characters of a definition or a reason.
const TEXT: usize = 700;

#[derive(Template)]
#[template(path = "preview.html")]
struct Preview {
    title: String,
    /// A note after the title: an acronym.
    note: Option<String>,
    /// The URL of the whole page.
    url: String,
    facts: String,
    text: String,
    /// Headings, each with its values.
    lists: Vec<(&'static str, String)>,
    /// Whether a person has checked it.
    state: String,
    style: &'static str,
}

/// The preview of an organization. `base` is the URL of this server.
///
/// # Errors
///
/// If the template fails.
pub fn preview(base: &str, snapshot: &Snapshot, entry: &Entry<'_>) -> Result<String, SiteError> {
    let url = format!("{base}/organizations/{}", entry.slug());
    if let Some((reason, _)) = entry.withdrawal() {
        let withdrawn = Preview {
            title: entry.slug().to_owned(),
            note: None,
            url,
            facts: "Withdrawn from this directory".to_owned(),
            text: cut(reason),
            lists: Vec::new(),
            state: String::new(),
            style: STYLE,
        };
        return Ok(withdrawn.render()?);
    }
    let country = entry.headquarters_country().and_then(|code| code.parse::<Country>().ok());
    let place: Vec<&str> =
        entry.headquarters_city().into_iter().chain(country.map(Country::name)).collect();
    let place = (!place.is_empty()).then(|| place.join(", "));
    let since = entry.founded().map(|year| format!("since {year}"));
    let countries = entry.countries().count();
    let works = (countries > 0)
        .then(|| format!("works in {}", display::counted(countries, "country", "countries")));
    let status = match entry.status() {
        "active" => None,
        "unknown" => Some("not known whether it still works".to_owned()),
        status => Some(status.to_owned()),
    };
    let facts: Vec<String> = [place, since, works, status].into_iter().flatten().collect();
    let lists = [
        ("Works against", terms(snapshot, entry, TermScheme::FocusArea)),
        ("How", terms(snapshot, entry, TermScheme::Approach)),
    ];
    let state = match entry.verified_at().and_then(Date::from_days_since_epoch) {
        Some(day) => format!("Checked by a person on {}", display::date(&day)),
        None => "Not yet checked by a person".to_owned(),
    };
    let sources = display::counted(entry.source_count(), "source", "sources");
    let preview = Preview {
        title: entry.name().to_owned(),
        note: entry.acronym().map(str::to_owned),
        url,
        facts: facts.join(" · "),
        text: entry.summary_text().to_owned(),
        lists: lists.into_iter().filter(|(_, values)| !values.is_empty()).collect(),
        state: format!("{state} · {sources}"),
        style: STYLE,
    };
    Ok(preview.render()?)
}

/// The preview of a term. `base` is the URL of this server.
///
/// # Errors
///
/// If the template fails.
pub fn term_preview(
    base: &str,
    snapshot: &Snapshot,
    scheme: TermScheme,
    term: &Term,
) -> Result<String, SiteError> {
    let count = snapshot.term_count(scheme, &term.slug);
    let labels: Vec<&str> =
        term.alt_labels.iter().map(|label| label.as_str()).take(TERMS).collect();
    let lists = [("Also called", labels.join(", "))];
    let preview = Preview {
        title: term.label.as_str().to_owned(),
        note: None,
        url: format!("{base}{}/{}", scheme.path(), term.slug),
        facts: capitalized(scheme.singular()),
        text: cut(term.definition.as_str()),
        lists: lists.into_iter().filter(|(_, values)| !values.is_empty()).collect(),
        state: display::counted(count, "organization", "organizations"),
        style: STYLE,
    };
    Ok(preview.render()?)
}

/// The labels of the first terms of a vocabulary, and the number of the others.
fn terms(snapshot: &Snapshot, entry: &Entry<'_>, scheme: TermScheme) -> String {
    let label = |slug| {
        let term = snapshot.vocabulary().term(scheme, slug);
        term.map_or_else(|| slug.to_owned(), |term| term.label.as_str().to_owned())
    };
    let all: Vec<String> = entry.terms(scheme).map(label).collect();
    let shown = all.iter().take(TERMS).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(TERMS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
