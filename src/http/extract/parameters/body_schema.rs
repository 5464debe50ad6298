//! The OpenAPI schema of a JSON body with parameters, made from their declaration.

use serde_json::Value;
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

/// Declared parameters that a body can have.
pub trait BodyParameters: IntoParams {
    /// Whether each parameter takes a list, by name.
    const LISTS: &'static [(&'static str, bool)];
}

/// The schema of a body with parameters.
pub struct BodySchema(Object);

impl BodySchema {
    pub fn new(description: &str, example: Value) -> Self {
        let object = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some(description));
        #[expect(deprecated, reason = "derived schemas have `example` too, and tests read it")]
        let object = object.example(Some(example));
        Self(object.build())
    }

    /// Adds the parameters of a set: all optional, lists as arrays.
    pub fn with<T: BodyParameters>(mut self) -> Self {
        for parameter in T::into_params(|| Some(ParameterIn::Query)) {
            let is_list =
                T::LISTS.iter().any(|(name, is_list)| *name == parameter.name && *is_list);
            let schema = if is_list { list() } else { nullable(parameter.schema) };
            self.0.properties.insert(parameter.name, schema);
        }
        self
    }

    pub fn build(self) -> RefOr<Schema> {
        Schema::Object(self.0).into()
    }
}

fn list() -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let kind = SchemaType::Array(vec![Type::Array, Type::Null]);
    Schema::Array(ArrayBuilder::new().schema_type(kind).items(text).build()).into()
}

/// The schema of a parameter, without its example and default, or null.
fn nullable(schema: Option<RefOr<Schema>>) -> RefOr<Schema> {
    let Some(RefOr::T(Schema::Object(mut object))) = schema else {
        unreachable!("parameters have a schema that is not a reference")
    };
    if let SchemaType::Type(kind) = object.schema_type {
        object.schema_type = SchemaType::Array(vec![kind, Type::Null]);
    }
    object.default = None;
    Schema::Object(object).into()
}
