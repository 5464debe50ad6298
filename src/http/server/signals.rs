//! The signals that end the process gracefully.

use std::fs;
use std::io;

use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use futures_util::future::select_all;

/// SIGTERM, SIGINT and SIGHUP, and which of them came.
pub struct StopSignals(Vec<(SignalKind, Signal)>);

impl StopSignals {
    /// Waits for these signals from now on, instead of ending at once. SIGHUP comes when a terminal
    /// closes; it stays ignored if the process was started to ignore it, as by `nohup`.
    ///
    /// # Errors
    ///
    /// If a handler cannot be installed.
    pub fn listen() -> io::Result<Self> {
        let mut kinds = vec![SignalKind::terminate(), SignalKind::interrupt()];
        if !is_ignored(SignalKind::hangup()) {
            kinds.push(SignalKind::hangup());
        }
        let signals: io::Result<Vec<_>> =
            kinds.into_iter().map(|kind| Ok((kind, signal(kind)?))).collect();
        Ok(Self(signals?))
    }

    /// Waits for the next of them; returns its number.
    pub async fn next(&mut self) -> i32 {
        let each = self.0.iter_mut().map(|(kind, signal)| {
            Box::pin(async move {
                signal.recv().await;
                kind.as_raw_value()
            })
        });
        select_all(each).await.0
    }
}

/// Whether this process ignores a signal, from `/proc` where it exists.
fn is_ignored(kind: SignalKind) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (kind.as_raw_value() - 1) & 1 == 1
}
