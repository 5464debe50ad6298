//! The form of a term.

use askama::Template;

use super::form::{LEGAL_BASIS_KEYS, SOURCE_KEYS, TermForm, cell_id};
use crate::catalog::Snapshot;
use crate::domain::{Node, TermScheme};
use crate::site::edit::{EditFrame, FormMistake};
use crate::site::history::difference::{Difference, differences};
use crate::site::{Frame, SiteError, display};

/// Number of empty rows at the end of each list.
const SPARE_ROWS: usize = 2;

/// The form of a term, and its state.
pub struct TermPage<'p> {
    pub scheme: TermScheme,
    pub form: &'p TermForm,
    /// The revision that the form edits; `None` for a new term.
    pub revision: Option<i32>,
    pub mistakes: &'p [FormMistake],
    /// The term as it is now, if it was changed since the form was opened.
    pub present: Option<&'p str>,
    /// Whether it was just saved.
    pub is_saved: bool,
}

/// A term that another can name.
struct OtherTerm<'p> {
    slug: &'p String,
    label: String,
}

/// A text of several lines.
struct TextField<'p> {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    rows: usize,
    text: &'p str,
}

/// A list of rows.
struct ListField {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    /// The name of one row.
    one: &'static str,
    rows: Vec<Vec<Cell>>,
}

/// One value of a row.
struct Cell {
    id: String,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "edit/term.html")]
struct TermTemplate<'p> {
    frame: EditFrame,
    scheme_path: &'static str,
    action: String,
    form: &'p TermForm,
    revision: i32,
    is_new: bool,
    is_saved: bool,
    mistakes: Vec<FormMistake>,
    /// The changes to the present term, if it was changed since the form was opened.
    differences: Vec<Difference>,
    others: Vec<OtherTerm<'p>>,
    texts: Vec<TextField<'p>>,
    lists: Vec<ListField>,
}

/// The form of a term.
///
/// # Errors
///
/// If the present term cannot be read.
pub fn term(
    frame: EditFrame,
    snapshot: &Snapshot,
    page: &TermPage<'_>,
) -> Result<String, SiteError> {
    let &TermPage { scheme, form, revision, present, is_saved, .. } = page;
    let path = scheme.path();
    let is_new = revision.is_none();
    let title = if is_new {
        format!("Add a term: {}", scheme.singular())
    } else {
        format!("Edit “{}”", form.label)
    };
    let prefix = if page.mistakes.is_empty() { "" } else { "Error: " };
    let differences = match present {
        Some(present) => {
            let present: Node<'_> = serde_json::from_str(present)?;
            differences(&present, &form.document())
        }
        None => Vec::new(),
    };
    let slugs: Vec<(String, String)> = snapshot
        .vocabulary()
        .terms(scheme)
        .iter()
        .map(|term| (term.slug.to_string(), term.label.to_string()))
        .filter(|(slug, _)| *slug != form.slug)
        .collect();
    let others = slugs.iter().map(|(slug, label)| OtherTerm { slug, label: label.clone() });
    let page = TermTemplate {
        frame: frame.titled(format!("{prefix}{title}")),
        scheme_path: path,
        action: format!("/edit/terms{path}/{}", if is_new { "new" } else { &form.slug }),
        form,
        revision: revision.unwrap_or(0),
        is_new,
        is_saved,
        mistakes: page.mistakes.to_vec(),
        differences,
        others: others.collect(),
        texts: texts(form),
        lists: lists(form),
    };
    Ok(page.render()?)
}

fn texts(form: &TermForm) -> Vec<TextField<'_>> {
    let field = |id, label, hint, rows, text| TextField { id, label, hint, rows, text };
    vec![
        field(
            "definition",
            "Definition",
            "The meaning of the term in the directory’s words, at most 4,000 characters.",
            4,
            &form.definition,
        ),
        field(
            "scope_note",
            "When to use it (optional)",
            "When to use the term, and when another fits better, at most 4,000 characters.",
            3,
            &form.scope_note,
        ),
        field(
            "alt_labels",
            "Other names (optional)",
            "Other names of the same thing, one in each line.",
            3,
            &form.alt_labels,
        ),
        field(
            "hidden_labels",
            "Search words (optional)",
            "Words that people search for although they mean something narrower or looser, one in each line. No page shows them.",
            3,
            &form.hidden_labels,
        ),
        field(
            "exact_match",
            "Same concept elsewhere (optional)",
            "URLs of concepts of other vocabularies with the same meaning, one in each line.",
            2,
            &form.exact_match,
        ),
        field(
            "close_match",
            "Similar concept elsewhere (optional)",
            "URLs of concepts of other vocabularies with nearly the same meaning, one in each line.",
            2,
            &form.close_match,
        ),
    ]
}

fn lists(form: &TermForm) -> Vec<ListField> {
    vec![
        ListField {
            id: "legal_basis",
            label: "Legal basis (optional)",
            hint: "Treaties, targets or frameworks that define the term.",
            one: "Legal basis",
            rows: rows("legal_basis", &LEGAL_BASIS_KEYS, &form.legal_basis),
        },
        ListField {
            id: "sources",
            label: "Sources",
            hint: "The sources of the definition.",
            one: "Source",
            rows: rows("sources", &SOURCE_KEYS, &form.sources),
        },
    ]
}

/// The rows of a list, and a few empty ones.
fn rows(list: &'static str, keys: &[&str], typed: &[Vec<String>]) -> Vec<Vec<Cell>> {
    let cell = |row: usize, at: usize, key: &str| Cell {
        id: cell_id(list, row, key),
        label: if key == "url" { "URL".to_owned() } else { display::capitalized(key) },
        value: typed.get(row).and_then(|cells| cells.get(at)).cloned().unwrap_or_default(),
    };
    let row = |row| keys.iter().enumerate().map(|(at, key)| cell(row, at, key)).collect();
    (0..typed.len() + SPARE_ROWS).map(row).collect()
}
