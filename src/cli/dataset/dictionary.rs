//! The data dictionary, made from the schemas of the OpenAPI document, so that
//! it says what the program does.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use crate::domain::{Profile, Term};
use crate::http;

/// The schemas of the document, by name.
pub type Schemas = Map<String, Value>;

/// The schemas of this version.
pub fn schemas() -> Schemas {
    let document = serde_json::to_value(http::document()).unwrap_or_default();
    match document.pointer("/components/schemas") {
        Some(Value::Object(schemas)) => schemas.clone(),
        _ => Schemas::new(),
    }
}

/// What a key of a schema means, in a paragraph: its own words, or those of its
/// type.
pub fn meaning(schemas: &Schemas, schema: &str, key: &str) -> String {
    schemas.get(schema).map_or_else(String::new, |it| words(schemas, &it["properties"][key]))
}

/// The type of a key of a schema as Table Schema has it.
pub fn table_type(schemas: &Schemas, schema: &str, key: &str) -> String {
    let mut property = schemas.get(schema).map_or(&Value::Null, |it| &it["properties"][key]);
    // `null` is what is missing.
    property = property.pointer("/oneOf/0").unwrap_or(property);
    if let Some(referred) = reference(property).and_then(|name| schemas.get(name)) {
        property = referred;
    }
    let kind = if property["format"] == "date" { &property["format"] } else { &property["type"] };
    kind.as_str().unwrap_or("any").to_owned()
}

/// `dictionary.md`.
pub fn text(schemas: &Schemas) -> String {
    let mut text = String::from(
        "# Data dictionary\n\nEvery key is always there, `null` or `[]` when it is empty. Texts are \
         UTF-8 without markup.\n",
    );
    let mut named = Named::default();
    for (file, schema, keys) in [
        ("organizations.jsonl", "Profile", Profile::KEYS),
        ("focus_areas.json and approaches.json", "Term", Term::KEYS),
    ] {
        let note = own_words(&schemas[schema]);
        text += &format!("\n## {schema}\n\nIn {file}. {note}\n\n");
        text += &rows(&schemas[schema], keys.iter().copied(), schemas, &mut named);
    }
    let mut plain = Vec::new();
    while let Some(name) = named.waiting.pop_front() {
        let Some(schema) = schemas.get(&name) else { continue };
        let Some(properties) = schema["properties"].as_object() else {
            plain.push((name, schema));
            continue;
        };
        text += &format!("\n## {name}\n\n{}\n\n", own_words(schema));
        text += &rows(schema, properties.keys().map(String::as_str), schemas, &mut named);
    }
    plain.sort_by(|(one, _), (other, _)| one.cmp(other));
    text += "\n## Forms of values\n\n| type | form | meaning |\n| --- | --- | --- |\n";
    for (name, schema) in plain {
        let (form, words) = (form(schema), own_words(schema));
        text += &format!("| {name} | {} | {} |\n", in_cell(&form), in_cell(&words));
    }
    text
}

/// The schemas that were named, each once.
#[derive(Default)]
struct Named {
    waiting: VecDeque<String>,
    seen: Vec<String>,
}

impl Named {
    fn add(&mut self, name: &str) {
        if !self.seen.iter().any(|it| it == name) {
            self.seen.push(name.to_owned());
            self.waiting.push_back(name.to_owned());
        }
    }
}

/// A table of keys.
fn rows<'k>(
    schema: &Value,
    keys: impl Iterator<Item = &'k str>,
    schemas: &Schemas,
    named: &mut Named,
) -> String {
    let mut text = String::from("| key | type | meaning |\n| --- | --- | --- |\n");
    for key in keys {
        let property = &schema["properties"][key];
        let (kind, words) = (kind(property, named), words(schemas, property));
        text += &format!("| `{key}` | {} | {} |\n", in_cell(&kind), in_cell(&words));
    }
    text
}

/// The type of a property in words.
fn kind(property: &Value, named: &mut Named) -> String {
    if let Some(name) = reference(property) {
        named.add(name);
        return name.to_owned();
    }
    if let Some(Value::Array(choices)) = property.get("oneOf") {
        let kinds: Vec<String> = choices.iter().map(|choice| kind(choice, named)).collect();
        return kinds.join(" or ");
    }
    match &property["type"] {
        Value::String(word) if word == "array" => {
            format!("list of {}", kind(&property["items"], named))
        }
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            words.join(" or ")
        }
        word => word.as_str().unwrap_or("anything").to_owned(),
    }
}

/// What a property means: its own words, or those of its type.
fn words(schemas: &Schemas, property: &Value) -> String {
    let own = own_words(property);
    if !own.is_empty() {
        return own;
    }
    if let Some(Value::Array(choices)) = property.get("oneOf") {
        return choices.first().map_or_else(String::new, |choice| words(schemas, choice));
    }
    match reference(property).or_else(|| reference(&property["items"])) {
        Some(name) => schemas.get(name).map_or_else(String::new, own_words),
        None => String::new(),
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// A description in one paragraph.
fn own_words(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The form of a value that is no object of fixed keys.
fn form(schema: &Value) -> String {
    if let Some(Value::Array(allowed)) = schema.get("enum") {
        let words: Vec<String> =
            allowed.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
        return words.join(", ");
    }
    let mut form = schema["type"].as_str().unwrap_or("anything").to_owned();
    if let Some(pattern) = schema["pattern"].as_str() {
        form += &format!(", `{pattern}`");
    }
    if let Some(length) = schema["maxLength"].as_u64() {
        form += &format!(", at most {length} characters");
    }
    form
}

/// A text that may stand in a cell of a Markdown table.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
