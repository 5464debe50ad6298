//! The OpenAPI schema of a JSON body with parameters, made from their declaration.

use std::collections::BTreeMap;

use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

/// The properties for a set of parameters: all optional, lists as arrays.
pub fn properties<T: IntoParams>(lists: &[(&str, bool)]) -> BTreeMap<String, RefOr<Schema>> {
    let parameters = T::into_params(|| Some(ParameterIn::Query)).into_iter();
    let properties = parameters.map(|parameter| {
        let is_list = lists.iter().any(|(name, is_list)| *name == parameter.name && *is_list);
        let schema = if is_list { list() } else { nullable(parameter.schema) };
        (parameter.name, schema)
    });
    properties.collect()
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
