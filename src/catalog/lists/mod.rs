//! Lists of organizations, and of their research and ways to help: which of them pass a filter, in
//! which order, and one page of them; with what is counted over all that pass.

pub mod buckets;
pub mod comparison;
pub mod cursor;
pub mod export;
pub mod filter;
pub mod items;
pub mod listing;
pub mod selection;
pub mod similar;
pub mod statistics;
