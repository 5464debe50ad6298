//! Extractors: typed parts of a request, each read and checked in one place.
//!
//! A handler's signature says what it needs: a [`call::Call`] with the snapshot that answers it, an
//! [`organization_key::OrganizationCall`], [`parameters::Parameters`], or for a write
//! [`authorized::Authorized`] with its parts.

pub mod authorized;
pub mod call;
pub mod change_note;
pub mod document;
pub mod edit_form;
pub mod key_guesses;
pub mod meant_path;
pub mod open_parameters;
pub mod organization_key;
#[macro_use]
pub mod parameters;
pub mod precondition;
pub mod revision_number;
pub mod session;
pub mod term_key;
