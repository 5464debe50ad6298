//! What all writing operations take and answer, said once.

use utoipa::Modify;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, Required};

use super::problem_answer;

/// Describes what follows from an operation being one that asks for a key.
pub struct Editing;

impl Modify for Editing {
    fn modify(&self, document: &mut OpenApi) {
        for item in document.paths.paths.values_mut() {
            let reading = item.get.as_mut().filter(|it| it.security.is_some());
            reading.into_iter().for_each(answers_of_keys);
            let writing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            let writing = writing.into_iter().flatten().filter(|it| it.security.is_some());
            for operation in writing {
                answers_of_keys(operation);
                answers_of_writing(operation);
                note(operation);
            }
        }
    }
}

fn answers_of_keys(operation: &mut Operation) {
    problem_answer(operation, "401", "No key was sent, or none that serves");
    problem_answer(
        operation,
        "503",
        "Others write, or the database is away; `detail` says if it is not known whether the write was made",
    );
}

fn answers_of_writing(operation: &mut Operation) {
    let malformed = match operation.request_body.is_some() {
        true => "The body is not JSON, or a parameter or header is not valid",
        false => "A parameter or header is not valid",
    };
    problem_answer(operation, "400", malformed);
    if operation.request_body.is_some() {
        problem_answer(operation, "408", "The body did not arrive in time");
        problem_answer(operation, "415", "The body is of another media type, or coded");
    }
    problem_answer(operation, "507", "The database has no room; nothing was changed");
}

/// Every writing operation may say why.
fn note(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let note = ParameterBuilder::new()
        .name("X-Change-Note")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .schema(Some(text))
        .description(Some(
            "Why, for the public history: at most 500 characters, percent-encoded where need be",
        ))
        .build();
    operation.parameters.get_or_insert_default().push(note.into());
}
