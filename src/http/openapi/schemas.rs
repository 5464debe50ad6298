//! Changes to response schemas that cannot be derived from the answer types.

use utoipa::Modify;
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder};
use utoipa::openapi::{OpenApi as Document, RefOr, Schema};

/// Makes all keys of responses required, except those in `OPTIONAL`.
pub struct AllKeysRequired;

/// The keys that a response may omit, by schema.
const OPTIONAL: [(&str, &str); 42] = [
    ("LinkTarget", "type"),
    ("LinkContext", "cite-as"),
    ("LinkContext", "describedby"),
    ("LinkContext", "item"),
    ("LinkContext", "collection"),
    ("LinkContext", "describes"),
    ("LinkContext", "license"),
    ("LinkContext", "type"),
    ("OrganizationSummary", "highlights"),
    ("OrganizationSummary", "due"),
    ("OrganizationList", "facets"),
    ("OrganizationFieldsList", "facets"),
    ("Organization", "labels"),
    ("SimilarList", "labels"),
    ("SimilarFieldsList", "labels"),
    ("OrganizationList", "labels"),
    ("OrganizationFieldsList", "labels"),
    ("RevisionWithProfile", "patch"),
    ("PatchOperation", "value"),
    ("Revision", "redacted"),
    ("RevisionsMeta", "damaged"),
    ("ChangesMeta", "damaged"),
    ("DefaultFilters", "status"),
    ("Problem", "errors"),
    ("Problem", "reason"),
    ("Problem", "successor"),
    ("Problem", "revision"),
    ("Problem", "similar_existing"),
    ("ProblemError", "parameter"),
    ("ProblemError", "line"),
    ("ProblemError", "row"),
    ("ProblemError", "column"),
    ("ImportReport", "cells"),
    ("ImportReport", "cell_count"),
    ("ImportReport", "notices"),
    ("ProblemError", "pointer"),
    ("ProblemError", "allowed"),
    ("ProblemError", "did_you_mean"),
    ("ReconciliationCell", "date"),
    ("ReconciliationCell", "int"),
    ("ReconciliationCell", "str"),
    ("ReconciliationSetting", "choices"),
];

impl Modify for AllKeysRequired {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        for (name, schema) in &mut components.schemas {
            require(name, schema);
        }
    }
}

fn require(name: &str, schema: &mut RefOr<Schema>) {
    // Requests may omit keys, and JSON-LD omits those that are empty.
    if name.ends_with("Request") || name.ends_with("Patch") || name.starts_with("JsonLd") {
        return;
    }
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let keys = object.properties.keys();
            let always = keys.filter(|key| !OPTIONAL.contains(&(name, key.as_str())));
            object.required = always.cloned().collect();
        }
        RefOr::T(Schema::AllOf(parts)) => {
            parts.items.iter_mut().for_each(|part| require(name, part));
        }
        _ => {}
    }
}

/// Describes responses that `fields` shapes: an object with any of the keys of a profile. A whole
/// row is such an object too, so `anyOf` replaces the derived `oneOf`.
pub struct RowsWithFields;

/// The schema of an object that `fields` shapes.
const FIELDS: &str = "OrganizationFields";

/// The schemas that are one of two shapes. A list with `fields` has this key, so that a client
/// knows which of them it has, and the rows of the other list have all keys of a summary.
const TWO_SHAPES: [&str; 4] =
    ["OrganizationPage", "SimilarOrganizations", "ExportedProfile", "OrganizationOrFields"];

impl Modify for RowsWithFields {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        let mut fields = ObjectBuilder::new()
            .description(Some("An organization with only the keys that `fields` names."));
        for name in ["OrganizationSummary", "Profile", "Organization"] {
            for (key, property) in properties(components.schemas.get(name)) {
                fields = fields.property(key, property.clone());
            }
        }
        components.schemas.insert(FIELDS.to_owned(), fields.into());
        for name in TWO_SHAPES {
            let Some(RefOr::T(Schema::OneOf(shapes))) = components.schemas.get_mut(name) else {
                continue;
            };
            let any = AnyOfBuilder::new().description(shapes.description.take());
            let any = shapes.items.drain(..).fold(any, AnyOfBuilder::item);
            components.schemas.insert(name.to_owned(), any.into());
        }
    }
}

/// The properties of an object, also of its parts.
fn properties(schema: Option<&RefOr<Schema>>) -> Vec<(&String, &RefOr<Schema>)> {
    match schema {
        Some(RefOr::T(Schema::Object(object))) => object.properties.iter().collect(),
        Some(RefOr::T(Schema::AllOf(parts))) => {
            parts.items.iter().flat_map(|part| properties(Some(part))).collect()
        }
        _ => Vec::new(),
    }
}
