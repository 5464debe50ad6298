//! `/edit/organizations/{key}/redact`: takes a text out of the history of a profile.

use askama::Template;

use super::{EditFrame, FormMistake};
use crate::catalog::Entry;
use crate::directory::RedactionReport;
use crate::domain::{Node, Pointer, truncate};
use crate::site::{Frame, SiteError, display};

/// Maximum number of characters of a text that the list shows.
const EXCERPT: usize = 120;

/// The form as it was typed.
#[derive(Clone, Debug, Default)]
pub struct RedactionForm {
    /// The pointer to the chosen text; empty if none is chosen.
    pub pointer: String,
    pub revisions: String,
    pub notes: bool,
    pub replacement: String,
    pub reason: String,
}

impl RedactionForm {
    /// The place of the chosen text, in words.
    pub fn about(&self) -> String {
        place(&self.pointer)
    }
}

/// The form that redacts a text, and its state.
pub struct RedactionPage<'p> {
    pub form: &'p RedactionForm,
    /// The number of the version whose texts are shown, and its profile as JSON.
    pub shown: (i32, &'p str),
    pub mistakes: &'p [FormMistake],
    /// The report of a dry run, to be confirmed.
    pub report: Option<&'p RedactionReport>,
}

/// A text that can be chosen.
struct TextEntry {
    pointer: String,
    place: String,
    excerpt: String,
    is_chosen: bool,
}

/// The report of a dry run, in words.
struct Report<'p> {
    redacted: String,
    remaining: Vec<(i32, &'p str)>,
    not_reached: &'p [&'static str],
}

#[derive(Template)]
#[template(path = "edit/redact.html")]
struct RedactTemplate<'p> {
    frame: EditFrame,
    name: &'p str,
    slug: &'p str,
    newest: i32,
    shown: i32,
    texts: Vec<TextEntry>,
    form: &'p RedactionForm,
    mistakes: &'p [FormMistake],
    report: Option<Report<'p>>,
}

/// The form that redacts a text, or its confirmation.
///
/// # Errors
///
/// If a stored document cannot be read.
pub fn redact(
    frame: EditFrame,
    entry: &Entry<'_>,
    page: &RedactionPage<'_>,
) -> Result<String, SiteError> {
    let &RedactionPage { form, shown: (shown, document), mistakes, report } = page;
    let document: Node<'_> = serde_json::from_str(document)?;
    let mut texts = Vec::new();
    add_texts(&document, &Pointer::Root, &form.pointer, &mut texts);
    let prefix = if mistakes.is_empty() { "" } else { "Error: " };
    let report = report.map(|report| Report {
        redacted: report.redacted.iter().map(i32::to_string).collect::<Vec<_>>().join(", "),
        remaining: report.remaining.iter().map(|it| (it.revision, it.pointer.as_str())).collect(),
        not_reached: &report.not_reached,
    });
    let page = RedactTemplate {
        frame: frame.titled(format!("{prefix}Redact a text of {}", entry.name())),
        name: entry.name(),
        slug: entry.slug(),
        newest: entry.revision(),
        shown,
        texts,
        form,
        mistakes,
        report,
    };
    Ok(page.render()?)
}

/// Adds the texts of a document that a redaction can take out: no ids, terms, codes and dates.
fn add_texts(node: &Node<'_>, at: &Pointer<'_>, chosen: &str, texts: &mut Vec<TextEntry>) {
    match node {
        Node::Object(members) => {
            for (key, value) in members {
                add_texts(value, &at.key(key), chosen, texts);
            }
        }
        Node::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                add_texts(element, &at.index(index), chosen, texts);
            }
        }
        Node::String(text) => {
            let pointer = at.to_string();
            if !is_code(text) {
                texts.push(TextEntry {
                    place: place(&pointer),
                    excerpt: truncate(text, EXCERPT).into_owned(),
                    is_chosen: pointer == chosen,
                    pointer,
                });
            }
        }
        Node::Null | Node::Bool(_) | Node::Number(_) => {}
    }
}

/// Whether a text is a slug, an id, a number, a date or the code of a country, as no text of a person
/// is.
fn is_code(text: &str) -> bool {
    let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    text.chars().all(is_slug) || (text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase()))
}

/// A JSON pointer in words: `Results 2, claim`.
fn place(pointer: &str) -> String {
    let mut words = String::new();
    for token in pointer.split('/').skip(1) {
        match token.parse::<usize>() {
            Ok(index) => words.push_str(&format!(" {}", index + 1)),
            Err(_) if words.is_empty() => words.push_str(&display::key_name(token)),
            Err(_) => words.push_str(&format!(", {}", display::key_name(token))),
        }
    }
    display::capitalized(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_of_people_can_be_chosen() {
        let document = r#"{"slug": "a", "name": "An Alpha", "founded": 1990,
            "outcomes": [{"claim": "One.", "year": 2000}, {"claim": "Ten <b> freed.", "sources": ["page"]}],
            "website": "https://example.org/"}"#;
        let node: Node<'_> = serde_json::from_str(document).unwrap();
        let mut texts = Vec::new();
        add_texts(&node, &Pointer::Root, "/name", &mut texts);
        let found: Vec<_> =
            texts.iter().map(|it| (it.place.as_str(), it.pointer.as_str())).collect();
        assert_eq!(
            found,
            [
                ("Name", "/name"),
                ("Results 1, claim", "/outcomes/0/claim"),
                ("Results 2, claim", "/outcomes/1/claim"),
                ("Website", "/website"),
            ]
        );
        assert!(texts[0].is_chosen && !texts[1].is_chosen);
    }
}
