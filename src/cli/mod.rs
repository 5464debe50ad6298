//! The command line.

mod mistakes;

pub use mistakes::{may_colour, write_mistakes};
