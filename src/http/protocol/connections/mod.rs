//! Connections: their state during a request, how many one client may have, and how long answers
//! are sent.

pub mod connection;
pub mod per_client;
pub mod pieces;
pub mod queue;
