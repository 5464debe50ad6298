//! The editing pages, as a browser uses them.

mod browser;
mod import_table;
mod keys;
mod lists;
mod safety;
mod sign_in;

use browser::Browser;
