//! What handlers take: typed parts of a request, each read and checked in one place.

pub mod key;
pub mod organization_key;
pub mod parameters;
