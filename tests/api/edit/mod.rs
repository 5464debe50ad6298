//! The editing pages, as a browser uses them.

mod browser;
mod keys;
mod safety;
mod sign_in;

use browser::Browser;
