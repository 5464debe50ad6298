//! Changes to response schemas that cannot be derived from the answer types.

use utoipa::Modify;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{OpenApi as Document, RefOr, Schema};

/// Makes all keys of responses required, except those in `OPTIONAL`.
pub struct AllKeysRequired;

/// The keys that a response may omit, by schema.
const OPTIONAL: [(&str, &str); 19] = [
    ("OrganizationSummary", "highlights"),
    ("OrganizationList", "facets"),
    ("Organization", "labels"),
    ("SimilarList", "labels"),
    ("OrganizationList", "labels"),
    ("RevisionWithProfile", "patch"),
    ("PatchOperation", "value"),
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
    if name.ends_with("Request") {
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

/// Replaces `oneOf` with `anyOf` for rows. A summary or profile is also an object with any keys, so
/// it matches both schemas of its row, and the derived `oneOf` would reject it.
pub struct OverlappingRows;

impl Modify for OverlappingRows {
    fn modify(&self, document: &mut Document) {
        let Some(components) = &mut document.components else { return };
        for name in ["OrganizationRow", "ExportedProfile", "OrganizationOrFields"] {
            let Some(row) = components.schemas.get_mut(name) else { continue };
            if let RefOr::T(Schema::OneOf(shapes)) = row {
                let any = AnyOfBuilder::new().description(shapes.description.take());
                let any = shapes.items.drain(..).fold(any, AnyOfBuilder::item);
                *row = RefOr::T(Schema::AnyOf(any.build()));
            }
        }
    }
}
