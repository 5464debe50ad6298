//! Reads schemas, as far as the document uses JSON Schema.

use serde_json::Value;

use super::{elements, members, optional_text, text};
use crate::site::reference::{Member, Prose, Shape, TypePart};

const SCHEMAS: &str = "#/components/schemas/";

/// The shape of a schema. The keys of a type with a name are not repeated where it is named.
pub fn shape(document: &Value, schema: &Value) -> Shape {
    let mut shape = match name_of(schema) {
        Some(name) => named(name, resolved(document, schema)),
        None => unnamed(document, schema),
    };
    let own = Prose::of(&text(&schema["description"]));
    if !own.is_empty() {
        shape.description = own;
    }
    shape
}

/// The schema itself, or the one that it refers to.
pub fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let known = name_of(schema).map(|name| &document["components"]["schemas"][name]);
    known.unwrap_or(schema)
}

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(SCHEMAS)
}

/// A reference: the name of the type; of a type that is not an object, also its values.
fn named(name: &str, schema: &Value) -> Shape {
    let named = vec![TypePart::Named(name.to_owned())];
    let kind = schema["type"].as_str().filter(|_| is_plain(schema));
    let plain = kind.map(|kind| [words(&format!("{kind} (")), named.clone(), words(")")].concat());
    Shape {
        type_name: plain.unwrap_or(named),
        description: Prose::of(&text(&schema["description"])),
        limits: limits(schema),
        choices: choices(schema),
        default: None,
        example: is_plain(schema).then(|| optional_text(&schema["example"])).flatten(),
        members: Vec::new(),
    }
}

/// Whether the values are texts, numbers or true and false.
fn is_plain(schema: &Value) -> bool {
    let words = ["string", "integer", "number", "boolean"];
    schema["type"].as_str().is_some_and(|word| words.contains(&word))
}

fn unnamed(document: &Value, schema: &Value) -> Shape {
    for key in ["oneOf", "anyOf"] {
        if schema[key].is_array() {
            return one_of(document, &schema[key]);
        }
    }
    let is_object = schema["allOf"].is_array() || !schema["properties"].is_null();
    let mut shape = Shape {
        limits: limits(schema),
        choices: choices(schema),
        default: optional_text(&schema["default"]),
        example: is_plain(schema).then(|| optional_text(&schema["example"])).flatten(),
        ..Shape::default()
    };
    if is_object {
        shape.type_name = words("object");
        shape.members = keys(document, schema);
        return shape;
    }
    let types = type_words(&schema["type"]);
    shape.type_name = match (types.first().map(String::as_str), &schema["additionalProperties"]) {
        (Some("array"), _) => {
            let elements = self::shape(document, &schema["items"]);
            shape.choices = elements.choices;
            shape.members = elements.members;
            [words("array of "), elements.type_name].concat()
        }
        (Some("object"), values) if values.is_object() => {
            [words("object of "), self::shape(document, values).type_name].concat()
        }
        (Some(first), _) => words(first),
        (None, _) => words("any value"),
    };
    for other in types.iter().skip(1) {
        shape.type_name.extend(words(&format!(" or {other}")));
    }
    shape
}

/// Any of several schemas, one of which is often `null`.
fn one_of(document: &Value, schemas: &Value) -> Shape {
    let (nulls, others): (Vec<_>, Vec<_>) =
        elements(schemas).partition(|schema| schema["type"] == "null");
    let mut shapes = others.into_iter().map(|schema| shape(document, schema));
    let mut whole = shapes.next().unwrap_or_default();
    let has_others = shapes.len() > 0;
    for other in shapes {
        whole.type_name.extend(words(" or "));
        whole.type_name.extend(other.type_name);
    }
    if has_others {
        whole.description = Prose::default();
    }
    if !nulls.is_empty() {
        whole.type_name.extend(words(" or null"));
    }
    whole
}

/// The keys of an object and of all its parts, the required ones first.
fn keys(document: &Value, schema: &Value) -> Vec<Member> {
    let schema = resolved(document, schema);
    let is_required = |name: &str| elements(&schema["required"]).any(|it| it == name);
    let own = members(&schema["properties"]).map(|(name, value)| Member {
        name: name.clone(),
        is_required: is_required(name),
        shape: shape(document, value),
    });
    let parts = elements(&schema["allOf"]).flat_map(|part| keys(document, part));
    let mut keys: Vec<Member> = parts.chain(own).collect();
    keys.sort_by_key(|member| !member.is_required);
    keys
}

fn words(text: &str) -> Vec<TypePart> {
    vec![TypePart::Words(text.to_owned())]
}

/// The types of a schema, `null` last.
fn type_words(types: &Value) -> Vec<String> {
    let mut words: Vec<String> = match types {
        Value::Array(types) => types.iter().map(text).collect(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    };
    words.sort_by_key(|word| word == "null");
    words
}

fn choices(schema: &Value) -> Vec<String> {
    elements(&schema["enum"]).map(text).collect()
}

/// The limits of a schema, as words.
fn limits(schema: &Value) -> Vec<Prose> {
    let bounds = |least: &str, most: &str| match (&schema[least], &schema[most]) {
        (Value::Null, Value::Null) => None,
        (least, Value::Null) => Some(format!("at least {least}")),
        (Value::Null, most) => Some(format!("at most {most}")),
        (least, most) => Some(format!("{least} to {most}")),
    };
    let counted = |unit: &str, bounds: Option<String>| {
        let end = if bounds.as_deref().is_some_and(|text| text.ends_with(" 1")) { "" } else { "s" };
        bounds.map(|text| format!("{text} {unit}{end}"))
    };
    let format = schema["format"].as_str().and_then(|format| match format {
        "date-time" => Some("a time (RFC 3339)"),
        "date" => Some("a day (RFC 3339)"),
        "iri" => Some("a URL"),
        "uuid" => Some("a UUID"),
        _ => None,
    });
    let limits = [
        format.map(str::to_owned),
        bounds("minimum", "maximum"),
        counted("character", bounds("minLength", "maxLength")),
        counted("element", bounds("minItems", "maxItems")),
        schema["pattern"].as_str().map(|pattern| format!("pattern `{pattern}`")),
    ];
    limits.into_iter().flatten().map(|text| Prose::of(&text)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn described(schema: &Value) -> String {
        let document = json!({"components": {"schemas": {
            "Day": {"type": "string", "maxLength": 10},
            "Row": {"type": "object", "properties": {"day": {"$ref": "#/components/schemas/Day"}}},
        }}});
        let shape = shape(&document, schema);
        let name: String = shape.type_name.iter().map(TypePart::text).collect();
        let limits = shape.limits.iter().flat_map(Prose::first).map(|span| span.text.as_str());
        [name.as_str()].into_iter().chain(limits).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_schema_is_described_in_words() {
        for (schema, words) in [
            (
                json!({"type": "string", "minLength": 1, "maxLength": 9}),
                "string; 1 to 9 characters",
            ),
            (json!({"type": ["null", "integer"], "minimum": 0}), "integer or null; at least 0"),
            (json!({"$ref": "#/components/schemas/Day"}), "string (Day); at most 10 characters"),
            (
                json!({"type": "array", "items": {"$ref": "#/components/schemas/Row"}, "minItems": 1}),
                "array of Row; at least 1 element",
            ),
            (
                json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Row"}]}),
                "Row or null",
            ),
            (
                json!({"type": "object", "additionalProperties": {"type": "string"}}),
                "object of string",
            ),
            (json!({"type": "string", "pattern": "^a$"}), "string; pattern ; ^a$"),
            (json!({}), "any value"),
        ] {
            assert_eq!(described(&schema), words, "{schema}");
        }
    }
}
