//! The API reference: pages for developers, rendered from a plain model of the operations.
//!
//! The model is read elsewhere, from the OpenAPI document. Each operation has a page, and each type
//! that has a name; so a page stays small however many operations there are.

mod curl;
mod model;
mod pages;
mod problems;
mod prose;

pub use model::{
    Body, Content, Example, Group, Header, Member, Operation, Parameter, Place, Reference,
    Response, Shape, TypePart,
};
pub use pages::{operation, overview, type_list, type_page};
pub use problems::{ProblemKind, problem_kind, problem_kinds};
pub use prose::Prose;
