//! The editing pages, as a browser uses them.

mod browser;
mod imports;
mod keys;
mod organizations;
mod redact;
mod safety;
mod sign_in;
mod terms;

use browser::Browser;
