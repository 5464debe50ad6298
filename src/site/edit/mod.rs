//! The editing pages, for people who have an API key. They have no secrets of the session but the
//! text that their forms must have.

mod frame;
mod home;
mod keys;
mod sign_in;
mod similar;

pub use frame::{EditFrame, EditorBar};
pub use home::home;
pub use keys::{keys, revoke_key};
pub use sign_in::{SignInPage, confirm_form, sign_in};
pub use similar::similar;
