//! The editing pages, for people who have an API key: one file per page.
//!
//! A page takes a [`Session`](crate::http::extract::session::Session), a form an
//! [`EditForm`](crate::http::extract::edit_form::EditForm). A form writes with the same operations of
//! `directory` as the API, and then redirects (303) to a page.

pub mod home;
pub mod keys;
mod page;
pub mod revoke_key;
pub mod sign_in;
pub mod sign_out;

pub use page::{edit_page, to_page};
