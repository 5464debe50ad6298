//! Changes to response schemas that cannot be derived from the answer types.

use utoipa::Modify;
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder};
use utoipa::openapi::{OpenApi as Document, Ref, RefOr, Schema};

/// Makes all keys of responses required, except those in `OPTIONAL`.
pub struct AllKeysRequired;

/// The keys that a response may omit, by schema.
const OPTIONAL: [(&str, &str); 32] = [
    ("LinkTarget", "type"),
    ("LinkContext", "cite-as"),
    ("LinkContext", "describedby"),
    ("LinkContext", "item"),
    ("LinkContext", "collection"),
    ("LinkContext", "describes"),
    ("LinkContext", "license"),
    ("LinkContext", "type"),
    ("OrganizationSummary", "highlights"),
    ("OrganizationList", "facets"),
    ("Organization", "labels"),
    ("SimilarList", "labels"),
    ("OrganizationList", "labels"),
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
    ("ProblemError", "parameter"),
    ("ProblemError", "line"),
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
    // Requests may omit keys.
    if name.ends_with("Request") || name.ends_with("Patch") {
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

impl Modify for RowsWithFields {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        let mut fields = ObjectBuilder::new().description(Some(
            "An organization with only the keys that `fields` names. Rows without `fields` have \
             those of `OrganizationSummary`.",
        ));
        // A client that reads a row need not ask first which of the two schemas it has.
        for name in ["OrganizationSummary", "Profile", "Organization"] {
            for (key, property) in properties(components.schemas.get(name)) {
                fields = fields.property(key, property.clone());
            }
        }
        components.schemas.insert(FIELDS.to_owned(), fields.into());
        for name in ["OrganizationRow", "ExportedProfile", "OrganizationOrFields"] {
            let Some(RefOr::T(Schema::OneOf(shapes))) = components.schemas.get_mut(name) else {
                continue;
            };
            let whole = shapes.items.drain(..).next().expect("the whole row comes first");
            let any = AnyOfBuilder::new().description(shapes.description.take()).item(whole);
            let any = any.item(Ref::from_schema_name(FIELDS));
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
