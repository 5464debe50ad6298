//! A directory of organizations that work against slavery.
pub mod cli;
pub mod domain;
pub mod seed;
