//! The operations of every vocabulary, derived from those of focus areas: all have the same
//! handlers.

use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::OpenApi as Document;

use crate::catalog::terms_path;
use crate::domain::{Keyword, TermScheme};

/// Adds the operations of all vocabularies but the focus areas.
pub struct Vocabularies;

impl Modify for Vocabularies {
    fn modify(&self, document: &mut Document) {
        let described = TermScheme::FocusArea;
        let others = TermScheme::ALL.iter().filter(|scheme| **scheme != described);
        let paths = &mut document.paths.paths;
        for &scheme in others {
            let replacements = replacements(described, scheme);
            for end in ["", "/{slug}"] {
                let Some(item) = paths.get(&(terms_path(described) + end)) else { continue };
                let item = serde_json::to_value(item);
                let mut item = item.expect("a path item has only string keys");
                replace(&mut item, &replacements);
                if let Some(example) = item.pointer_mut("/get/parameters/0/example") {
                    *example = scheme.example().into();
                }
                let item = serde_json::from_value(item).expect("it was a path item before");
                paths.insert(terms_path(scheme) + end, item);
            }
        }
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
