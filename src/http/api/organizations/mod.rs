//! `/organizations`: lists of profiles, one, and its history.

pub mod as_of;
pub mod create;
mod editing;
pub mod find;
mod formats;
pub mod list;
pub mod patch;
pub mod replace;
pub mod restore;
pub mod revisions;
pub mod search;
pub mod similar;
pub mod withdraw;
