//! The editing pages, for people who have an API key. They have no secrets of the session but the
//! text that their forms must have.

mod changes;
mod check;
mod done;
mod due;
pub mod form;
mod found;
mod frame;
mod history;
mod import_table;
mod imports;
mod keys;
mod mistakes;
mod profile_form;
mod redact;
mod restore;
mod review;
mod sign_in;
mod similar;
mod tab;
mod terms;
mod unverified;
mod withdraw;
mod withdrawn;

pub use changes::changes;
pub use check::{CheckPage, ConflictPage, check, conflict};
pub use done::done;
pub use due::{DueRequest, due};
pub use found::{found, refused_search};
pub use frame::{EditFrame, EditorBar};
pub use history::history;
pub use import_table::{
    CarriedTable, TableColumnChoice, TableForm, import_changes, import_columns, import_mistakes,
    import_table, imported,
};
pub use imports::{imports, revert_import};
pub use keys::{keys, revoke_key};
pub use mistakes::{FormMistake, has_mistake, sentence};
pub use profile_form::{DraftEntry, FormPage, discard_draft, drafts, profile_form};
pub use redact::{RedactionForm, RedactionPage, redact};
pub use restore::{Restoration, restore};
pub use sign_in::{SignInPage, confirm_form, sign_in};
pub use similar::similar;
pub use tab::Tab;
pub use terms::{TermForm, TermPage, remove_term, term, terms};
pub use unverified::{Unverified, unverified};
pub use withdraw::{WithdrawalForm, withdraw};
pub use withdrawn::withdrawn;
