//! Connections: their state during a request, limits per client, overload of a worker, and long
//! responses.

pub mod connection;
pub mod interim;
pub mod per_client;
pub mod pieces;
pub mod queue;
