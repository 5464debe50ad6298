//! The profile as a form.
//!
//! `schema` and `fields` declare what can be typed. A [`Typed`] document holds what was typed; it is
//! read from the fields of a request (`post`) or from a profile, edited by the buttons of the form
//! (`operations`), and turned into the JSON of a profile (`convert`). [`Mistakes`] are the rules that
//! this profile breaks, each at its field.

mod convert;
mod fields;
mod mistakes;
mod operations;
mod post;
mod render;
mod schema;
mod source_ids;
mod typed;
mod values;
mod words;

pub use convert::Converted;
pub use mistakes::Mistakes;
pub use operations::{Operation, UnknownOperation};
pub use render::{RenderedSection, sections};
pub use source_ids::proposed_slug;
pub use typed::{InvalidTyped, Typed, element_name, part_name};
pub use values::language_proposals;

#[cfg(test)]
mod tests;
