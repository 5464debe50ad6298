//! `/organizations`: lists of profiles, and one.

pub mod find;
pub mod list;
pub mod search;
pub mod similar;
