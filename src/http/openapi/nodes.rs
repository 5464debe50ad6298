//! `min_change` and `X-Change`: a client that wrote to one node can read its write on another.

use utoipa::Modify;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{OpenApi, RefOr, Required};

use super::common_responses::add_problem;

/// Adds `min_change` to reads and `X-Change` to writes.
pub struct Nodes;

impl Modify for Nodes {
    fn modify(&self, document: &mut OpenApi) {
        for item in document.paths.paths.values_mut() {
            let reads_catalog = |it: &&mut Operation| {
                let tags = it.tags.as_deref().unwrap_or_default();
                tags.iter()
                    .any(|tag| ["organizations", "vocabulary", "history"].contains(&tag.as_str()))
            };
            item.get.as_mut().filter(reads_catalog).into_iter().for_each(add_min_change);
            let writing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            let writing = writing.into_iter().flatten().filter(|it| it.security.is_some());
            writing.for_each(add_x_change);
        }
    }
}

fn add_min_change(operation: &mut Operation) {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(0))
        .build();
    let parameter = ParameterBuilder::new()
        .name("min_change")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .schema(Some(number))
        .example(Some(0.into()))
        .description(Some(
            "The number of a change, from the `X-Change` of a write, that the response must include. \
             The server waits for it up to 2 seconds; after that the response is 503.",
        ))
        .build();
    operation.parameters.get_or_insert_default().push(parameter.into());
    add_problem(operation, "400", "A parameter is not valid");
    add_problem(operation, "503", "Readers of this node do not see the change of `min_change` yet");
}

fn add_x_change(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if status.starts_with('2') {
            let header = HeaderBuilder::new()
                .description(Some("The number of the last change that was made; send it to any node as `min_change`"))
                .build();
            response.headers.entry("X-Change".to_owned()).or_insert(header.into());
        }
    }
}
