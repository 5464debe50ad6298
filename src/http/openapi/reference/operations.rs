//! Reads operations: parameters, bodies and responses.

use serde_json::Value;

use super::examples::{example, form_example};
use super::shapes::{resolved, shape};
use super::{elements, members, optional_text, text};
use crate::http::protocol::body::FORM;
use crate::site::reference::{
    Body, Content, Group, Header, Operation, Parameter, Place, Prose, Response,
};

/// The methods of operations, in the order in which a path lists them.
const METHODS: [(&str, &str); 5] =
    [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("patch", "PATCH"), ("delete", "DELETE")];

/// The operations by tag, in the order of the document.
pub fn groups(document: &Value) -> Vec<Group> {
    let group = |tag: &Value| Group {
        name: text(&tag["name"]),
        description: Prose::of(&text(&tag["description"])),
        operations: operations_of(document, &tag["name"]),
    };
    elements(&document["tags"]).map(group).collect()
}

fn operations_of(document: &Value, tag: &Value) -> Vec<Operation> {
    let items = members(&document["paths"]);
    let all = items.flat_map(|(path, item)| {
        METHODS.iter().map(move |(key, method)| (path, *method, &item[*key]))
    });
    all.filter(|(_, _, value)| elements(&value["tags"]).any(|it| it == tag))
        .map(|(path, method, value)| operation(document, path, method, value))
        .collect()
}

fn operation(document: &Value, path: &str, method: &'static str, value: &Value) -> Operation {
    Operation {
        id: text(&value["operationId"]),
        method,
        path: path.to_owned(),
        summary: text(&value["summary"]),
        description: Prose::of(&text(&value["description"])),
        needs_key: elements(&value["security"]).next().is_some(),
        parameters: elements(&value["parameters"]).map(|it| parameter(document, it)).collect(),
        body: value.get("requestBody").map(|body| Body {
            description: Prose::of(&text(&body["description"])),
            contents: contents(document, body),
        }),
        responses: responses(document, value),
    }
}

fn parameter(document: &Value, value: &Value) -> Parameter {
    let mut shape = shape(document, &value["schema"]);
    // The schema describes the type; the parameter says what it is for.
    shape.description = Prose::of(&text(&value["description"]));
    shape.example = optional_text(&value["example"]).or(shape.example);
    Parameter {
        name: text(&value["name"]),
        place: match text(&value["in"]).as_str() {
            "path" => Place::Path,
            "header" => Place::Header,
            _ => Place::Query,
        },
        is_required: value["required"] == true,
        shape,
    }
}

fn contents(document: &Value, value: &Value) -> Vec<Content> {
    let content = |(media_type, content): (&String, &Value)| {
        let schema = &content["schema"];
        let own = content.get("example");
        let of_schema = || resolved(document, schema).get("example");
        Content {
            media_type: media_type.clone(),
            shape: (!schema.is_null()).then(|| shape(document, schema)),
            example: own
                .or_else(of_schema)
                .map(|value| if media_type == FORM { form_example(value) } else { example(value) }),
        }
    };
    members(&value["content"]).map(content).collect()
}

fn responses(document: &Value, operation: &Value) -> Vec<Response> {
    let response = |(status, value): (&String, &Value)| {
        let header = |(name, value): (&String, &Value)| Header {
            name: name.clone(),
            description: Prose::of(&text(&value["description"])),
        };
        Some(Response {
            status: status.parse().ok()?,
            description: Prose::of(&text(&value["description"])),
            headers: members(&value["headers"]).map(header).collect(),
            contents: contents(document, value),
        })
    };
    members(&operation["responses"]).filter_map(response).collect()
}
