//! The schemas of the specification.

use std::fs;

use jsonschema::Draft;
use serde_json::Value;

/// Asserts that a response matches the schema with this name.
pub fn check(name: &str, value: &Value) {
    let mut schema = read(name);
    if name == "suggest-types-response" || name == "manifest" {
        schema["definitions"]["type"] = read("type");
    }
    prepare(&mut schema);
    let validator = jsonschema::options().with_draft(Draft::Draft7).build(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

fn read(name: &str) -> Value {
    let path = format!("tests/api/reconciliation/schemas/{name}.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Makes a schema independent of others: `type.json` is a definition, and the schema of
/// authentication, which is another site's, is not used.
fn prepare(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.remove("$schema");
            members.remove("$id");
            members.remove("authentication");
            if members.get("$ref").is_some_and(|it| it == "type.json") {
                members.insert("$ref".to_owned(), "#/definitions/type".into());
            }
            members.values_mut().for_each(prepare);
        }
        Value::Array(elements) => elements.iter_mut().for_each(prepare),
        _ => {}
    }
}

#[test]
fn the_schemas_refuse_other_shapes() {
    let refuses =
        |name: &str, value: Value| std::panic::catch_unwind(|| check(name, &value)).is_err();
    assert!(refuses("manifest", serde_json::json!({"name": "a"})));
    assert!(refuses("reconciliation-result-batch", serde_json::json!({"q": []})));
    assert!(refuses("suggest-types-response", serde_json::json!({"result": [{"id": 1}]})));
    let date = serde_json::json!({"rows": {"a": {"b": [{"date": "2026-01-01"}]}}});
    assert!(refuses("data-extension-response", date));
}
