//! `redact` and its route: a text that was redacted is nowhere any more.

pub mod canary;
mod gone;
mod refused;
mod scene;
