//! The pages for editors.

pub mod form;
