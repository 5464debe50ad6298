//! The editing pages, as a browser uses them.

mod browser;
mod conflicts;
mod drafts;
mod form;
mod keys;
mod redacted_drafts;
mod safety;
mod sent_form;
mod sign_in;

use browser::Browser;
