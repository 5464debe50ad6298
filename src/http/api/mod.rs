//! The API: one folder per resource, one file per verb, with its parameters and its answer type.

pub mod changes;
pub mod compare;
pub mod countries;
pub mod dataset;
pub mod editing;
pub mod export;
pub mod health;
pub mod imports;
mod items;
pub mod keys;
mod labels;
pub mod limits;
pub mod mcp;
pub mod meta;
pub mod organizations;
mod query_match;
pub mod reconcile;
pub mod research;
mod rows;
pub mod sources;
pub mod statistics;
pub mod suggest;
pub mod terms;
pub mod ways_to_help;
