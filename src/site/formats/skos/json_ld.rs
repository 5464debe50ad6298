//! Statements as JSON-LD 1.1, with its context in the document.

use serde_json::{Map, Value, json};

use super::statements::{Fact, LANGUAGE, NAMESPACES, PROPERTIES, Property, Statement, Values};

/// The document: an object for each subject, in the order in which they appear.
pub fn document(statements: &[Statement]) -> String {
    let subjects = statements.chunk_by(|one, next| one.subject == next.subject);
    let graph: Vec<Value> = subjects.map(node).collect();
    json!({"@context": context(), "@graph": graph}).to_string()
}

fn context() -> Value {
    let mut context = Map::new();
    for (prefix, namespace) in NAMESPACES {
        context.insert(prefix.to_owned(), namespace.into());
    }
    context.insert("id".to_owned(), "@id".into());
    context.insert("type".to_owned(), "@type".into());
    for Property { prefix, name, values } in PROPERTIES {
        let id = format!("{prefix}:{name}");
        let meaning = match values {
            Values::Text | Values::Texts => json!({"@id": id, "@language": LANGUAGE}),
            Values::Code => json!({"@id": id}),
            Values::Iri | Values::Iris => json!({"@id": id, "@type": "@id"}),
        };
        context.insert(name.to_owned(), meaning);
    }
    context.into()
}

/// The object of one subject. A property that can have several values is a list.
fn node(statements: &[Statement]) -> Value {
    let mut node = Map::new();
    for Statement { subject, fact } in statements {
        node.entry("id").or_insert_with(|| subject.as_str().into());
        match fact {
            Fact::IsA(class) => {
                node.insert("type".to_owned(), format!("skos:{class}").into());
            }
            Fact::Has(Property { name, values: Values::Texts | Values::Iris, .. }, value) => {
                let list = node.entry(*name).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(value.as_str().into());
                }
            }
            Fact::Has(Property { name, .. }, value) => {
                node.insert((*name).to_owned(), value.as_str().into());
            }
        }
    }
    node.into()
}
