//! The API: one folder per resource, one file per verb, with its parameters and its answer type.

pub mod changes;
pub mod compare;
pub mod countries;
pub mod export;
pub mod health;
pub mod imports;
pub mod items;
pub mod keys;
pub mod meta;
pub mod organizations;
pub mod research;
pub mod schemas;
pub mod statistics;
pub mod suggest;
pub mod terms;
pub mod ways_to_help;
pub mod writing;
