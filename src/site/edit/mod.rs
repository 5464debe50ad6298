//! The editing pages, for people who have an API key. They have no secrets of the session but the
//! text that their forms must have.

mod check;
pub mod form;
mod frame;
mod home;
mod keys;
mod profile_form;
mod sign_in;

pub use check::{CheckPage, ConflictPage, SavedPage, check, conflict, saved};
pub use frame::{EditFrame, EditorBar};
pub use home::home;
pub use keys::{keys, revoke_key};
pub use profile_form::{DraftEntry, FormPage, drafts, profile_form};
pub use sign_in::{SignInPage, confirm_form, sign_in};
