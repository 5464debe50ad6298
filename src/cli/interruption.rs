//! Ends a command that a signal interrupts, and says that nothing was changed.
//!
//! Until a command commits, it has changed nothing, so the process can end at any moment: the
//! database rolls back. Once it commits, it runs to its end and reports as usual.

use std::io::{self, IsTerminal, Write};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::http::StopSignals;

/// The first of a signal and the commit decides.
pub struct Interruption {
    is_decided: Arc<AtomicBool>,
}

impl Interruption {
    /// Watches for signals from now on. `outcome` says what came of an interrupted command, such as
    /// `nothing was loaded`.
    pub fn watch(outcome: &'static str) -> Self {
        let is_decided = Arc::new(AtomicBool::new(false));
        let (ready, watches) = channel();
        let for_thread = Arc::clone(&is_decided);
        let watch = move || {
            if let Err(err) = wait_for_signals(&ready, &for_thread, outcome) {
                log::debug!("signals end the command without a message: {err}");
            }
        };
        if thread::Builder::new().name("signals".to_owned()).spawn(watch).is_ok() {
            // An error means that the thread has ended already.
            let _ = watches.recv();
        }
        Self { is_decided }
    }

    /// Called before the command commits. Returns only if no signal came before.
    pub fn before_commit(&self) {
        while self.is_decided.swap(true, Ordering::SeqCst) {
            // The other thread is ending the process.
            thread::park();
        }
    }
}

fn wait_for_signals(ready: &Sender<()>, is_decided: &AtomicBool, outcome: &str) -> io::Result<()> {
    actix_web::rt::Runtime::new()?.block_on(async {
        let mut signals = StopSignals::listen()?;
        // The receiver waits, so sending succeeds.
        let _ = ready.send(());
        loop {
            let signal = signals.next().await;
            if !is_decided.swap(true, Ordering::SeqCst) {
                let mut err = io::stderr().lock();
                // Clears the line of a progress bar.
                let start = if io::stderr().is_terminal() { "\r\x1b[2K" } else { "" };
                let _ = writeln!(err, "{start}error: interrupted; {outcome}");
                // As a shell reports a command that a signal ended.
                process::exit(128 + signal);
            }
        }
    })
}
