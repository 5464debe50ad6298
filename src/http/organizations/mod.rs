//! `/organizations`: lists of profiles, one, and its history.

pub mod as_of;
pub mod find;
pub mod list;
pub mod revisions;
pub mod search;
pub mod similar;
