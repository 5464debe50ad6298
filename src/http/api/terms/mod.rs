//! `/focus-areas` and `/approaches`: the controlled vocabulary. Both schemes have the same
//! handlers; `openapi` derives the description of the second from that of the first.

pub mod answers;
pub mod find;
pub mod formats;
pub mod list;
pub mod problems;
pub mod put;
pub mod remove;
