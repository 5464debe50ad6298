//! `/focus-areas` and `/approaches`: the controlled vocabulary, read and edited.

pub mod read;
pub mod write;
