//! `redact` and its route: a text that was redacted is nowhere any more.

pub mod canary;
mod draft;
mod gone;
mod refused;
mod scene;
