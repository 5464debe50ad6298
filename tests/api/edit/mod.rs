//! The editing pages, as a browser uses them.

mod browser;
mod keys;
mod lists;
mod safety;
mod sign_in;

use browser::Browser;
