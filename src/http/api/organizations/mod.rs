//! `/organizations`: lists, profiles, their history, and their edits.

pub mod answers;
mod as_of;
pub mod create;
pub mod editing;
pub mod find;
pub mod find_revision;
mod format_answers;
pub mod formats;
pub mod linkset;
pub mod list;
pub mod list_revisions;
pub mod patch;
pub mod redact;
pub mod related;
pub mod replace;
pub mod restore;
pub mod search;
pub mod signposts;
pub mod similar;
pub mod verify;
pub mod withdraw;
