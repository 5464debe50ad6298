//! The editing pages, for people who have an API key: one file per page.
//!
//! A page takes a [`Session`](crate::http::extract::session::Session), a form an
//! [`EditForm`](crate::http::extract::edit_form::EditForm). A form writes with the same operations of
//! `directory` as the API, and then redirects (303) to a page.

pub mod begin_draft;
pub mod changed;
pub mod check;
mod conflict;
pub mod discard_draft;
pub mod done;
mod draft;
pub mod drafts;
pub mod due;
mod form_text;
pub mod history;
pub mod import_table;
pub mod imports;
pub mod keys;
mod lists;
mod named_organization;
mod page;
pub mod profile_form;
pub mod redact;
pub mod restore;
pub mod revert_import;
pub mod revoke_key;
pub mod search;
pub mod sign_in;
pub mod sign_out;
pub mod similar;
mod stored_drafts;
pub mod terms;
pub mod verify;
pub mod withdraw;
pub mod withdrawn;

pub use page::{edit_page, to_page};
