//! `redact` and its route: a text that was redacted is nowhere any more.

mod canary;
mod gone;
mod refused;
mod scene;
