//! The data dictionary, generated from the schemas of the domain, which the OpenAPI document has
//! too, so that the two cannot differ.

use std::collections::VecDeque;
use std::sync::LazyLock;

use serde_json::{Map, Value};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::{Keyword, Profile, Term, TermScheme};

/// Schemas by name.
type Schemas = Map<String, Value>;

/// The schemas of profiles and terms, and of all their parts: those of the OpenAPI document.
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    let mut all = vec![
        (Profile::name().into_owned(), Profile::schema()),
        (Term::name().into_owned(), Term::schema()),
    ];
    Profile::schemas(&mut all);
    Term::schemas(&mut all);
    let json = |schema| serde_json::to_value(schema).unwrap_or_default();
    all.into_iter().map(|(name, schema)| (name, json(schema))).collect()
});

static TEXT: LazyLock<String> = LazyLock::new(|| written(&SCHEMAS));

/// The description of a key of a schema in one paragraph; or else the description of its type.
pub fn meaning(schema: &str, key: &str) -> String {
    let properties = SCHEMAS.get(schema).map(|it| &it["properties"][key]);
    properties.map_or_else(String::new, |it| description(&SCHEMAS, it))
}

/// The type of a key of a schema in the terms of Table Schema.
pub fn table_type(schema: &str, key: &str) -> String {
    let mut property = SCHEMAS.get(schema).map_or(&Value::Null, |it| &it["properties"][key]);
    // Table Schema expresses `null` as a missing value.
    property = property.pointer("/oneOf/0").unwrap_or(property);
    if let Some(referred) = reference(property).and_then(|name| SCHEMAS.get(name)) {
        property = referred;
    }
    let kind = if property["format"] == "date" { &property["format"] } else { &property["type"] };
    kind.as_str().unwrap_or("any").to_owned()
}

/// `dictionary.md`, the same for every version of the data.
pub fn text() -> String {
    TEXT.clone()
}

fn written(schemas: &Schemas) -> String {
    let mut text = String::from(
        "# Data dictionary\n\nEvery key is always present: `null` or `[]` if it is empty. Texts \
         are UTF-8 without markup.\n",
    );
    let mut referenced = Referenced::default();
    let files: Vec<String> =
        TermScheme::ALL.iter().map(|scheme| format!("{}.json", scheme.plural())).collect();
    let vocabularies = files.join(", ");
    for (file, schema, keys) in [
        ("organizations.jsonl", "Profile", Profile::KEYS),
        (vocabularies.as_str(), "Term", Term::KEYS),
    ] {
        let note = own_description(&schemas[schema]);
        text += &format!("\n## {schema}\n\nIn {file}. {note}\n\n");
        text += &rows(&schemas[schema], keys.iter().copied(), schemas, &mut referenced);
    }
    let mut plain = Vec::new();
    while let Some(name) = referenced.queue.pop_front() {
        let Some(schema) = schemas.get(&name) else { continue };
        let Some(properties) = schema["properties"].as_object() else {
            plain.push((name, schema));
            continue;
        };
        text += &format!("\n## {name}\n\n{}\n\n", own_description(schema));
        text += &rows(schema, properties.keys().map(String::as_str), schemas, &mut referenced);
    }
    plain.sort_by(|(one, _), (other, _)| one.cmp(other));
    text += "\n## Formats of values\n\n| type | format | meaning |\n| --- | --- | --- |\n";
    for (name, schema) in plain {
        let (format, words) = (value_format(schema), own_description(schema));
        text += &format!("| {name} | {} | {} |\n", escape_cell(&format), escape_cell(&words));
    }
    text
}

/// A queue of the schemas that other schemas refer to, each once.
#[derive(Default)]
struct Referenced {
    queue: VecDeque<String>,
    seen: Vec<String>,
}

impl Referenced {
    fn add(&mut self, name: &str) {
        if !self.seen.iter().any(|it| it == name) {
            self.seen.push(name.to_owned());
            self.queue.push_back(name.to_owned());
        }
    }
}

/// A Markdown table of keys.
fn rows<'k>(
    schema: &Value,
    keys: impl Iterator<Item = &'k str>,
    schemas: &Schemas,
    referenced: &mut Referenced,
) -> String {
    let mut text = String::from("| key | type | meaning |\n| --- | --- | --- |\n");
    for key in keys {
        let property = &schema["properties"][key];
        let (kind, words) = (type_name(property, referenced), description(schemas, property));
        text += &format!("| `{key}` | {} | {} |\n", escape_cell(&kind), escape_cell(&words));
    }
    text
}

/// The type of a property in words.
fn type_name(property: &Value, referenced: &mut Referenced) -> String {
    if let Some(name) = reference(property) {
        referenced.add(name);
        return name.to_owned();
    }
    if let Some(Value::Array(choices)) = property.get("oneOf") {
        let types: Vec<String> =
            choices.iter().map(|choice| type_name(choice, referenced)).collect();
        return types.join(" or ");
    }
    match &property["type"] {
        Value::String(word) if word == "array" => {
            format!("list of {}", type_name(&property["items"], referenced))
        }
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            words.join(" or ")
        }
        word => word.as_str().unwrap_or("anything").to_owned(),
    }
}

/// The description of a property, or else of its type.
fn description(schemas: &Schemas, property: &Value) -> String {
    let own = own_description(property);
    if !own.is_empty() {
        return own;
    }
    if let Some(Value::Array(choices)) = property.get("oneOf") {
        return choices.first().map_or_else(String::new, |choice| description(schemas, choice));
    }
    match reference(property).or_else(|| reference(&property["items"])) {
        Some(name) => schemas.get(name).map_or_else(String::new, own_description),
        None => String::new(),
    }
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The description of a schema in one paragraph.
fn own_description(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The format of a value that is not an object: allowed values, or type, pattern and length.
fn value_format(schema: &Value) -> String {
    if let Some(Value::Array(allowed)) = schema.get("enum") {
        let words: Vec<String> =
            allowed.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
        return words.join(", ");
    }
    let mut format = schema["type"].as_str().unwrap_or("anything").to_owned();
    if let Some(pattern) = schema["pattern"].as_str() {
        format += &format!(", `{pattern}`");
    }
    if let Some(length) = schema["maxLength"].as_u64() {
        format += &format!(", at most {length} characters");
    }
    format
}

/// Escapes a text for a cell of a Markdown table.
fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
