//! The editing pages, as a browser uses them.

mod browser;
mod conflicts;
mod drafts;
mod form;
mod import_table;
mod imports;
mod keys;
mod lists;
mod organizations;
mod redact;
mod redacted_drafts;
mod safety;
mod sent_form;
mod sign_in;
mod terms;

use browser::Browser;
