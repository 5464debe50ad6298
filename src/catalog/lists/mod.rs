//! Lists of organizations, and of their research and ways to help: filters, sort orders,
//! pagination, and the counts over everything that passes.

pub mod comparison;
pub mod country_roles;
pub mod cursor;
pub mod due;
pub mod export;
pub mod facet;
pub mod facet_counts;
pub mod filter;
pub mod items;
mod keys;
pub mod order;
pub mod page;
pub mod relations;
mod sample;
pub mod seats;
pub mod selection;
pub mod similar;
pub mod sources;
pub mod statistics;
