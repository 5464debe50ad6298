//! Statements as Turtle (RDF 1.1).

use oxrdf::vocab::rdf;
use oxrdf::{Literal, NamedNode, Term, Triple};
use oxttl::TurtleSerializer;

use super::statements::{Fact, LANGUAGE, NAMESPACES, Property, Statement, Values};

/// The document. It begins with the prefixes.
pub fn document(statements: &[Statement]) -> String {
    let serializer =
        NAMESPACES.into_iter().fold(TurtleSerializer::new(), |serializer, (prefix, namespace)| {
            serializer.with_prefix(prefix, namespace).expect("the namespaces are IRIs")
        });
    let mut writer = serializer.for_writer(Vec::new());
    for statement in statements {
        writer.serialize_triple(&triple(statement)).expect("a vector takes every byte");
    }
    let bytes = writer.finish().expect("a vector takes every byte");
    String::from_utf8(bytes).expect("Turtle is UTF-8")
}

fn triple(Statement { subject, fact }: &Statement) -> Triple {
    // Subjects are URLs of this directory; the IRIs of other vocabularies have been checked.
    let node = |iri: String| NamedNode::new_unchecked(iri);
    match fact {
        Fact::IsA(class) => {
            Triple::new(node(subject.clone()), rdf::TYPE, node(expanded("skos", class)))
        }
        Fact::Has(Property { prefix, name, values }, value) => {
            let object: Term = match values {
                Values::Text | Values::Texts => {
                    Literal::new_language_tagged_literal_unchecked(value, LANGUAGE).into()
                }
                Values::Code => Literal::new_simple_literal(value).into(),
                Values::Iri | Values::Iris => node(value.clone()).into(),
            };
            Triple::new(node(subject.clone()), node(expanded(prefix, name)), object)
        }
    }
}

/// The IRI of a name in a namespace.
fn expanded(prefix: &str, name: &str) -> String {
    let known = NAMESPACES.iter().find(|(known, _)| *known == prefix);
    format!("{}{name}", known.map_or("", |(_, namespace)| namespace))
}
