//! The parameters and responses that all writes have.

use utoipa::Modify;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, Required};

use super::common_responses::add_problem;

/// Adds the parameters and responses of operations that require a key.
pub struct Editing;

impl Modify for Editing {
    fn modify(&self, document: &mut OpenApi) {
        for item in document.paths.paths.values_mut() {
            let reading = item.get.as_mut().filter(|it| it.security.is_some());
            reading.into_iter().for_each(add_key_responses);
            let writing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            let writing = writing.into_iter().flatten().filter(|it| it.security.is_some());
            for operation in writing {
                add_key_responses(operation);
                add_write_responses(operation);
                add_note(operation);
            }
        }
    }
}

fn add_key_responses(operation: &mut Operation) {
    add_problem(operation, "401", "No valid key was sent");
    add_problem(
        operation,
        "503",
        "Other writes come first, or the database is not available; `detail` says if it is not known whether the write was made",
    );
}

fn add_write_responses(operation: &mut Operation) {
    let malformed = if operation.request_body.is_some() {
        "The body is not JSON, or a parameter or header is not valid"
    } else {
        "A parameter or header is not valid"
    };
    add_problem(operation, "400", malformed);
    if operation.request_body.is_some() {
        add_problem(operation, "408", "The body did not arrive in time");
        add_problem(operation, "415", "The body has another media type or a content coding");
    }
    add_problem(operation, "507", "The database has no room; nothing was changed");
}

/// Adds the header for a note, which every write may have.
fn add_note(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let note = ParameterBuilder::new()
        .name("X-Change-Note")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .schema(Some(text))
        .description(Some(
            "A note for the public history: at most 500 characters, percent-encoded if necessary",
        ))
        .build();
    operation.parameters.get_or_insert_default().push(note.into());
}
