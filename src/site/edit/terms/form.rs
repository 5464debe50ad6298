//! A term as it was typed into its form: all texts are kept, whether or not they are valid.

use crate::domain::{Node, Term};

/// The keys of the rows of `legal_basis`.
pub const LEGAL_BASIS_KEYS: [&str; 2] = ["label", "url"];

/// The keys of the rows of `sources`.
pub const SOURCE_KEYS: [&str; 3] = ["title", "publisher", "url"];

/// Maximum number of rows of a list that a form may have.
const MAX_ROWS: usize = 100;

/// A term as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermForm {
    pub slug: String,
    pub label: String,
    /// One name in each line, like the other lists of texts.
    pub alt_labels: String,
    pub hidden_labels: String,
    pub definition: String,
    pub scope_note: String,
    /// The slugs of the broader terms.
    pub broader: Vec<String>,
    pub group: bool,
    pub exact_match: String,
    pub close_match: String,
    pub replaced_by: String,
    /// Rows with the values of `LEGAL_BASIS_KEYS`.
    pub legal_basis: Vec<Vec<String>>,
    /// Rows with the values of `SOURCE_KEYS`.
    pub sources: Vec<Vec<String>>,
}

impl TermForm {
    /// The form of a term that exists.
    pub fn of(term: &Term) -> Self {
        let lines = |texts: Vec<String>| texts.join("\n");
        let optional = |text: Option<String>| text.unwrap_or_default();
        Self {
            slug: term.slug.to_string(),
            label: term.label.to_string(),
            alt_labels: lines(term.alt_labels.iter().map(ToString::to_string).collect()),
            hidden_labels: lines(term.hidden_labels.iter().map(ToString::to_string).collect()),
            definition: term.definition.to_string(),
            scope_note: optional(term.scope_note.as_ref().map(ToString::to_string)),
            broader: term.broader.iter().map(ToString::to_string).collect(),
            group: term.group,
            exact_match: lines(term.exact_match.iter().map(ToString::to_string).collect()),
            close_match: lines(term.close_match.iter().map(ToString::to_string).collect()),
            replaced_by: optional(term.replaced_by.as_ref().map(ToString::to_string)),
            legal_basis: term
                .legal_basis
                .iter()
                .map(|it| {
                    vec![it.label.to_string(), optional(it.url.as_ref().map(ToString::to_string))]
                })
                .collect(),
            sources: term
                .sources
                .iter()
                .map(|it| {
                    vec![
                        it.title.to_string(),
                        optional(it.publisher.as_ref().map(ToString::to_string)),
                        optional(it.url.as_ref().map(ToString::to_string)),
                    ]
                })
                .collect(),
        }
    }

    /// The form with the fields that were sent, in order: name and value.
    pub fn read(fields: &[(String, String)]) -> Self {
        let value = |name: &str| {
            let found = fields.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let line = |name: &str| value(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let text = |name: &str| value(name).replace("\r\n", "\n").trim().to_owned();
        let broader = fields.iter().filter(|(name, _)| name == "broader");
        let rows = |list: &str, keys: &[&str]| {
            let row = |row: usize| -> Vec<String> {
                keys.iter().map(|key| line(&cell_id(list, row, key))).collect()
            };
            let is_sent = |row: &usize| {
                let first = cell_id(list, *row, keys[0]);
                fields.iter().any(|(name, _)| *name == first)
            };
            let rows = (0..MAX_ROWS).take_while(is_sent).map(row);
            rows.filter(|row| row.iter().any(|text| !text.is_empty())).collect()
        };
        Self {
            slug: line("slug"),
            label: line("label"),
            alt_labels: text("alt_labels"),
            hidden_labels: text("hidden_labels"),
            definition: text("definition"),
            scope_note: text("scope_note"),
            broader: broader.map(|(_, slug)| slug.clone()).collect(),
            group: value("group") == "yes",
            exact_match: text("exact_match"),
            close_match: text("close_match"),
            replaced_by: line("replaced_by"),
            legal_basis: rows("legal_basis", &LEGAL_BASIS_KEYS),
            sources: rows("sources", &SOURCE_KEYS),
        }
    }

    /// The term as a JSON document. Empty texts are null, and empty lines are left out.
    pub fn document(&self) -> Node<'_> {
        let text = |text: &str| Node::String(text.to_owned().into());
        let optional = |typed: &str| if typed.is_empty() { Node::Null } else { text(typed) };
        let lines = |typed: &str| {
            let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
            Node::Array(lines.map(text).collect())
        };
        let rows = |rows: &[Vec<String>], keys: &[&'static str]| {
            let row = |row: &Vec<String>| {
                let cells = keys.iter().zip(row).enumerate();
                // The first key is required, so its empty text is a mistake of its field.
                let member = |(at, (key, typed)): (usize, (&&'static str, &String))| {
                    let value = if at == 0 { text(typed) } else { optional(typed) };
                    ((*key).into(), value)
                };
                Node::Object(cells.map(member).collect())
            };
            Node::Array(rows.iter().map(row).collect())
        };
        let members = [
            ("slug", text(&self.slug)),
            ("label", text(&self.label)),
            ("alt_labels", lines(&self.alt_labels)),
            ("hidden_labels", lines(&self.hidden_labels)),
            ("definition", text(&self.definition)),
            ("scope_note", optional(&self.scope_note)),
            ("broader", Node::Array(self.broader.iter().map(|slug| text(slug)).collect())),
            ("group", Node::Bool(self.group)),
            ("legal_basis", rows(&self.legal_basis, &LEGAL_BASIS_KEYS)),
            ("exact_match", lines(&self.exact_match)),
            ("close_match", lines(&self.close_match)),
            ("replaced_by", optional(&self.replaced_by)),
            ("sources", rows(&self.sources, &SOURCE_KEYS)),
        ];
        Node::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// The id of the field for a JSON pointer to the document.
    pub fn field(pointer: &str) -> String {
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        match parts.as_slice() {
            [list @ ("legal_basis" | "sources"), row, key] => format!("{list}-{row}-{key}"),
            [key, ..] => (*key).to_owned(),
            [] => "label".to_owned(),
        }
    }
}

/// The id of the field for one value of a row, from 0.
pub fn cell_id(list: &str, row: usize, key: &str) -> String {
    format!("{list}-{row}-{key}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Keyword, TermScheme, read_stored};

    #[test]
    fn the_form_of_every_term_gives_the_same_term_back() {
        let mut count = 0;
        for scheme in TermScheme::ALL {
            let path = format!("seed_data/{}.json", scheme.plural());
            let text = std::fs::read_to_string(&path).unwrap();
            let terms: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
            for term in terms {
                let term: Term = read_stored(&term.to_string()).unwrap();
                let form = TermForm::of(&term);
                let document: Term =
                    crate::domain::parse(&form.document()).unwrap_or_else(|err| panic!("{err:?}"));
                assert_eq!(document.to_json(), term.to_json());
                count += 1;
            }
        }
        assert!(count > 50, "{count}");
    }

    #[test]
    fn fields_are_read_as_they_were_typed_and_empty_rows_are_left_out() {
        let fields = [
            ("label", " Debt  bondage "),
            ("alt_labels", "a\r\n\r\n b"),
            ("broader", "one"),
            ("broader", "two"),
            ("legal_basis-0-label", ""),
            ("legal_basis-0-url", " "),
            ("legal_basis-1-label", ""),
            ("legal_basis-1-url", "https://example.org/"),
            ("legal_basis-3-label", "after a gap"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = TermForm::read(&fields);
        assert_eq!((form.label.as_str(), form.alt_labels.as_str()), ("Debt bondage", "a\n\n b"));
        assert_eq!(form.broader, ["one", "two"]);
        assert_eq!(form.legal_basis, [["", "https://example.org/"]]);
        let node = form.document();
        let Some(Node::Array(labels)) = node.get("alt_labels") else { panic!("{node:?}") };
        assert_eq!(labels.len(), 2);
    }

    #[test]
    fn every_pointer_has_a_field() {
        for (pointer, field) in [
            ("", "label"),
            ("/slug", "slug"),
            ("/alt_labels/3", "alt_labels"),
            ("/legal_basis/0/url", "legal_basis-0-url"),
            ("/sources", "sources"),
            ("/sources/2", "sources"),
        ] {
            assert_eq!(TermForm::field(pointer), field);
        }
    }
}
