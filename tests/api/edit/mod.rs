//! The editing pages, as a browser uses them.

mod browser;
mod conflicts;
mod drafts;
mod form;
mod import_table;
mod keys;
mod lists;
mod redacted_drafts;
mod safety;
mod sent_form;
mod sign_in;

use browser::Browser;
