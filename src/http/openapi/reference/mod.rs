//! Reads the OpenAPI document as the model of the API reference ([`crate::site::reference`]).

mod examples;
mod operations;
mod shapes;

use std::sync::LazyLock;

use serde_json::Value;

use self::operations::groups;
use self::shapes::shape;
use super::document;
use crate::site::reference::Reference;

static REFERENCE: LazyLock<Reference> = LazyLock::new(|| {
    let document = serde_json::to_value(document());
    read(&document.expect("the document has only string keys"))
});

/// The reference of this version of the program.
pub fn reference() -> &'static Reference {
    &REFERENCE
}

fn read(document: &Value) -> Reference {
    let types = members(&document["components"]["schemas"]);
    Reference {
        version: text(&document["info"]["version"]),
        groups: groups(document),
        types: types.map(|(name, schema)| (name.clone(), shape(document, schema))).collect(),
    }
}

/// The members of an object; none for another value.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The elements of an array; none for another value.
fn elements(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A string, or another value as JSON; nothing for `null`.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Like [`text`], but `None` for a value that is absent.
fn optional_text(value: &Value) -> Option<String> {
    (!value.is_null()).then(|| text(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::reference::{Operation, Place, Shape, TypePart};

    fn operation(id: &str) -> &'static Operation {
        reference().operation(id).unwrap().1
    }

    fn type_name(shape: &Shape) -> String {
        shape.type_name.iter().map(TypePart::text).collect()
    }

    #[test]
    fn every_operation_and_type_of_the_document_is_read() {
        let document = serde_json::to_value(document()).unwrap();

        let operations = members(&document["paths"]).flat_map(|(_, item)| members(item));
        assert_eq!(reference().operations().count(), operations.count());
        let types = members(&document["components"]["schemas"]);
        assert_eq!(reference().types.len(), types.count());
        assert!(reference().groups.iter().all(|group| !group.operations.is_empty()));
    }

    #[test]
    fn every_named_type_exists() {
        for (_, operation) in reference().operations() {
            for name in operation.names() {
                assert!(reference().types.contains_key(name), "{}: {name}", operation.id);
            }
        }
        for (container, shape) in &reference().types {
            let keys = shape.members.iter().flat_map(|member| member.shape.names());
            for name in shape.names().chain(keys) {
                assert!(reference().types.contains_key(name), "{container}: {name}");
            }
        }
    }

    #[test]
    fn parameters_have_their_place_limits_and_examples() {
        let find = operation("list_organizations");
        let per_page = find.parameters.iter().find(|it| it.name == "per_page").unwrap();

        assert_eq!((per_page.place, per_page.is_required), (Place::Query, false));
        assert_eq!(type_name(&per_page.shape), "integer");
        assert_eq!(per_page.shape.default.as_deref(), Some("20"));
        assert_eq!(per_page.shape.limits[0].first()[0].text, "1 to 100");
        assert_eq!(per_page.first_value(), "");

        let key = &operation("find_revision").parameters[0];
        assert_eq!((key.place, key.first_value()), (Place::Path, "international-justice-mission"));
        assert!(find.is_plain_form() && !operation("find_revision").is_plain_form());
    }

    #[test]
    fn the_keys_of_an_object_are_read_through_references() {
        let profile = &reference().types["Profile"];
        let types = |key: &str| {
            let member = profile.members.iter().find(|it| it.name == key).unwrap();
            type_name(&member.shape)
        };
        assert_eq!(types("sources"), "array of Source");
        assert_eq!(types("affiliation"), "Affiliation or null");
        assert_eq!(types("status"), "string (Status)");
        // `Organization` adds keys to those of `Profile`.
        let organization = &reference().types["Organization"].members;
        assert_eq!(organization.len(), profile.members.len() + 7);
        let request = &reference().types["ProfileRequest"].members;
        assert!(request.iter().find(|it| it.name == "slug").unwrap().is_required);
        assert!(!request.iter().find(|it| it.name == "founded").unwrap().is_required);
    }

    #[test]
    fn long_examples_are_shortened() {
        let content = &operation("list_focus_areas").responses[0].contents[0];
        let example = content.example.as_ref().unwrap();

        assert!(example.is_shortened && example.text.len() < 8000, "{}", example.text.len());
        let search = &operation("search_organizations").body.as_ref().unwrap().contents[0];
        assert!(search.example.as_ref().unwrap().text.contains("debt bondage"));
    }
}
