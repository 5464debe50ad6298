//! A directory of organizations that work against slavery.
pub mod catalog;
pub mod directory;
pub mod domain;
pub mod store;
