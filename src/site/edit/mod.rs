//! The editing pages, for people who have an API key. They have no secrets of the session but the
//! text that their forms must have.

mod done;
mod frame;
mod home;
mod import_table;
mod imports;
mod keys;
mod mistakes;
mod restore;
mod sign_in;
mod similar;
mod withdraw;

pub use done::done;
pub use frame::{EditFrame, EditorBar};
pub use home::home;
pub use import_table::{
    CarriedTable, TableColumnChoice, TableForm, import_changes, import_columns, import_mistakes,
    import_table, imported,
};
pub use imports::{imports, revert_import};
pub use keys::{keys, revoke_key};
pub use mistakes::{FormMistake, has_mistake};
pub use restore::{Restoration, restore};
pub use sign_in::{SignInPage, confirm_form, sign_in};
pub use similar::similar;
pub use withdraw::{WithdrawalForm, withdraw};
