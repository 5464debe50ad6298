//! The operations and lists of every vocabulary, derived from those of focus areas: all have the same
//! handlers.

use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::{OpenApi as Document, RefOr, Schema};

use crate::catalog::terms_path;
use crate::domain::{Keyword, TermScheme};

/// Adds the operations of all vocabularies but the focus areas.
pub struct Vocabularies;

/// The schemas that list the terms of every vocabulary, of which the answer types declare one.
const WITH_TERMS: [&str; 3] = ["OrganizationSummary", "ComparedOrganization", "Traits"];

impl Modify for Vocabularies {
    fn modify(&self, document: &mut Document) {
        let described = TermScheme::FocusArea;
        let others = TermScheme::ALL.iter().filter(|scheme| **scheme != described);
        if let Some(components) = &mut document.components {
            for name in WITH_TERMS {
                add_lists(components.schemas.get_mut(name), described);
            }
        }
        let paths = &mut document.paths.paths;
        for &scheme in others {
            let replacements = replacements(described, scheme);
            for end in ["", "/{slug}"] {
                let Some(item) = paths.get(&(terms_path(described) + end)) else { continue };
                let item = serde_json::to_value(item);
                let mut item = item.expect("a path item has only string keys");
                replace(&mut item, &replacements);
                let parameter = item.pointer_mut("/get/parameters/0");
                if let Some(slug) = parameter.filter(|parameter| parameter["name"] == "slug") {
                    slug["example"] = scheme.example().into();
                }
                let item = serde_json::from_value(item).expect("it was a path item before");
                paths.insert(terms_path(scheme) + end, item);
            }
        }
    }
}

/// Adds the lists of the other vocabularies to a schema, like that of the `described` one. An object
/// with `framing` has the lenses there.
fn add_lists(schema: Option<&mut RefOr<Schema>>, described: TermScheme) {
    let Some(RefOr::T(Schema::Object(object))) = schema else { return };
    let Some(list) = object.properties.get(described.plural()).cloned() else { return };
    let has_framing = object.properties.contains_key("framing");
    for scheme in TermScheme::ALL.iter().filter(|it| !has_framing || it.keys().len() == 1) {
        object.properties.insert(scheme.plural().to_owned(), list.clone());
    }
}

/// The replacements in paths, operation ids and texts, in the order in which they apply.
fn replacements(from: TermScheme, to: TermScheme) -> [(String, String); 6] {
    let many = |scheme: TermScheme| scheme.plural().replace('_', " ");
    [
        (from.path().to_owned(), to.path().to_owned()),
        (from.plural().to_owned(), to.plural().to_owned()),
        (from.as_str().to_owned(), to.as_str().to_owned()),
        (many(from), many(to)),
        (from.with_article().to_owned(), to.with_article().to_owned()),
        (from.singular().to_owned(), to.singular().to_owned()),
    ]
}

fn replace(value: &mut Value, replacements: &[(String, String)]) {
    match value {
        Value::String(text) => {
            for (from, to) in replacements {
                *text = text.replace(from, to);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|it| replace(it, replacements)),
        Value::Object(members) => members.values_mut().for_each(|it| replace(it, replacements)),
        _ => {}
    }
}
