//! The editing pages.

mod similar;

pub use similar::similar;
