//! The editing pages, for people who have an API key: one file per page.
//!
//! A page takes a [`Session`](crate::http::extract::session::Session), a form an
//! [`EditForm`](crate::http::extract::edit_form::EditForm). A form writes with the same operations of
//! `directory` as the API, and then redirects (303) to a page.

pub mod changed;
pub mod due;
pub mod keys;
mod lists;
mod page;
pub mod revoke_key;
pub mod search;
pub mod sign_in;
pub mod sign_out;
pub mod similar;
pub mod verify;
pub mod withdrawn;

pub use page::{edit_page, to_page};
