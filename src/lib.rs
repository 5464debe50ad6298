//! A directory of organizations that work against slavery.
pub mod domain;
pub mod seed;
