//! `/organizations`: lists of profiles, and one.

pub mod create;
mod editing;
pub mod find;
pub mod list;
pub mod patch;
pub mod replace;
pub mod restore;
pub mod search;
pub mod similar;
pub mod withdraw;
