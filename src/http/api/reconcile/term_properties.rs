//! The properties of terms: for each its id and name, and its values.

use super::cells::Cell;
use super::extend::WantedProperty;
use super::suggestions::NamedThing;
use crate::catalog::{Snapshot, terms_path};
use crate::domain::{Keyword, Term, TermScheme};

/// A property of a term.
#[derive(Clone, Copy)]
enum Property {
    Slug,
    Label,
    AltLabels,
    Definition,
    ScopeNote,
    Vocabulary,
    Broader,
    IsGroup,
    ExactMatch,
    Organizations,
    Page,
    Api,
}

/// The properties, in the order in which they are proposed: id, name and meaning.
const PROPERTIES: [(Property, &str, &str, &str); 12] = [
    (Property::Slug, "slug", "Slug", "The value that filters of the API take"),
    (Property::Label, "label", "Label", "Its name"),
    (Property::AltLabels, "alt_labels", "Other labels", "Other names of the same thing"),
    (Property::Definition, "definition", "Definition", "Its meaning"),
    (Property::ScopeNote, "scope_note", "Scope note", "When to use it"),
    (Property::Vocabulary, "vocabulary", "Vocabulary", "The vocabulary that has it"),
    (Property::Broader, "broader", "Broader terms", "The terms above it"),
    (Property::IsGroup, "group", "Group", "Whether it is only for browsing"),
    (Property::ExactMatch, "exact_match", "Exact match", "The same concept in other vocabularies"),
    (Property::Organizations, "organizations", "Organizations", "Number of organizations with it"),
    (Property::Page, "page", "Page", "The URL of its page"),
    (Property::Api, "api", "API", "Its URL in the API"),
];

/// All properties.
pub fn all() -> Vec<NamedThing> {
    let properties = PROPERTIES.iter().map(|(_, id, name, about)| NamedThing {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        description: (*about).to_owned(),
    });
    properties.collect()
}

/// The cells of a property of a term. URLs begin with `base`.
pub fn cells(
    snapshot: &Snapshot,
    base: &str,
    scheme: TermScheme,
    term: &Term,
    wanted: &WantedProperty,
) -> Vec<Cell> {
    let Some((property, ..)) = PROPERTIES.iter().find(|(_, id, ..)| *id == wanted.id) else {
        return Vec::new();
    };
    let label = |slug: &str| {
        let broader = snapshot.vocabulary().term(scheme, slug).filter(|_| !wanted.as_codes);
        Cell::text(broader.map_or(slug, |term| term.label.as_str()))
    };
    match property {
        Property::Slug => vec![Cell::text(term.slug.as_str())],
        Property::Label => vec![Cell::text(term.label.as_str())],
        Property::AltLabels => term.alt_labels.iter().map(|it| Cell::text(it.as_str())).collect(),
        Property::Definition => vec![Cell::text(term.definition.as_str())],
        Property::ScopeNote => term.scope_note.iter().map(|it| Cell::text(it.as_str())).collect(),
        Property::Vocabulary if wanted.as_codes => vec![Cell::text(scheme.as_str())],
        Property::Vocabulary => vec![Cell::text(scheme.singular())],
        Property::Broader => term.broader.iter().map(|slug| label(slug.as_str())).collect(),
        Property::IsGroup => vec![Cell::flag(term.group)],
        Property::ExactMatch => term.exact_match.iter().map(|it| Cell::text(it.as_str())).collect(),
        Property::Organizations => {
            let count = snapshot.term_count(scheme, &term.slug);
            vec![Cell::number(i64::try_from(count).unwrap_or(i64::MAX))]
        }
        Property::Page => vec![Cell::text(format!("{base}{}/{}", scheme.path(), term.slug))],
        Property::Api => vec![Cell::text(format!("{base}{}/{}", terms_path(scheme), term.slug))],
    }
}
