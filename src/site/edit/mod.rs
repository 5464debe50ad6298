//! The editing pages, for people who have an API key. They have no secrets of the session but the
//! text that their forms must have.

mod changes;
mod due;
mod found;
mod frame;
mod keys;
mod review;
mod sign_in;
mod similar;
mod tab;
mod unverified;
mod withdrawn;

pub use changes::changes;
pub use due::{DueRequest, due};
pub use found::{found, refused_search};
pub use frame::{EditFrame, EditorBar};
pub use keys::{keys, revoke_key};
pub use sign_in::{SignInPage, confirm_form, sign_in};
pub use similar::similar;
pub use tab::Tab;
pub use unverified::{Unverified, unverified};
pub use withdrawn::withdrawn;
