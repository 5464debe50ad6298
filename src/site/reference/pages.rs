//! The pages of the API reference.

use askama::Template;

use super::curl;
use super::model::{Group, Operation, Parameter, Reference, Shape};
use crate::site::{Frame, SiteError};

#[derive(Template)]
#[template(path = "reference/overview.html")]
struct OverviewPage<'r> {
    frame: Frame,
    reference: &'r Reference,
}

/// The first page of the reference: how to begin, and all operations.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn overview(frame: Frame, reference: &Reference) -> Result<String, SiteError> {
    let frame = frame.titled("API reference").described(
        "How to read the Antislavery Directory from your own program: every operation of its API, \
         with examples and a form to try it.",
    );
    Ok(OverviewPage { frame, reference }.render()?)
}

#[derive(Template)]
#[template(path = "reference/operation.html")]
struct OperationPage<'r> {
    frame: Frame,
    reference: &'r Reference,
    group: &'r Group,
    operation: &'r Operation,
    /// A command that sends the request.
    command: String,
    /// The URL with the examples of the required parameters, without the host.
    example_path: String,
    required: Vec<&'r Parameter>,
    optional: Vec<&'r Parameter>,
}

/// The page of one operation of a group, with a form to send its request.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn operation(
    frame: Frame,
    reference: &Reference,
    group: &Group,
    operation: &Operation,
) -> Result<String, SiteError> {
    let frame = frame.titled(format!("{} · API reference", operation.summary));
    let frame = frame.described(operation.description.summary());
    let (required, optional) = operation.parameters.iter().partition(|it| it.is_required);
    let page = OperationPage {
        command: curl::command(operation, &frame.base),
        example_path: curl::url(operation, ""),
        frame,
        reference,
        group,
        operation,
        required,
        optional,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "reference/type.html")]
struct TypePage<'r> {
    frame: Frame,
    reference: &'r Reference,
    name: &'r str,
    shape: &'r Shape,
    /// The operations that send or return the type.
    operations: Vec<&'r Operation>,
    /// The types that have a key of the type.
    containers: Vec<&'r str>,
}

/// The page of a type that has a name.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn type_page(
    frame: Frame,
    reference: &Reference,
    name: &str,
    shape: &Shape,
) -> Result<String, SiteError> {
    let frame = frame.titled(format!("{name} · API reference"));
    let frame = frame.described(shape.description.summary());
    let operations = reference.operations().map(|(_, operation)| operation);
    let contains = |other: &Shape| {
        let mut named = other.members.iter().flat_map(|member| member.shape.names());
        named.any(|it| it == name)
    };
    let containers = reference.types.iter().filter(|(_, other)| contains(other));
    let page = TypePage {
        operations: operations.filter(|it| it.names().any(|named| named == name)).collect(),
        containers: containers.map(|(name, _)| name.as_str()).collect(),
        frame,
        reference,
        name,
        shape,
    };
    Ok(page.render()?)
}

#[derive(Template)]
#[template(path = "reference/types.html")]
struct TypesPage<'r> {
    frame: Frame,
    reference: &'r Reference,
}

/// The list of all types that have a name.
///
/// # Errors
///
/// If the template fails, which is not expected.
pub fn type_list(frame: Frame, reference: &Reference) -> Result<String, SiteError> {
    let frame = frame.titled("Types · API reference");
    let frame = frame.described("The objects and values in requests and responses of the API.");
    Ok(TypesPage { frame, reference }.render()?)
}
