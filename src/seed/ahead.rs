//! Reading in a thread of its own, while what was read is being written.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::SeedError;
use super::batch::Found;
use super::reader::Reader;
use super::source::Text;

/// How many bytes of text are handed over at once, and how often that may be
/// done before it is taken: profiles take several times as much memory.
const PORTION: usize = 1 << 18;
const PORTIONS: usize = 8;

/// The profiles of some texts and the mistakes in them, in their order. They
/// are read a little ahead of where they are taken.
///
/// A text that cannot be read any further is an error, and the last that comes.
pub struct Organizations {
    portions: Receiver<Vec<Found>>,
    portion: VecDeque<Found>,
    reading: Option<JoinHandle<Result<(), SeedError>>>,
}

impl Organizations {
    pub(super) fn read(texts: Vec<Text>, progress: impl FnMut(u64) + Send + 'static) -> Self {
        let (sender, portions) = sync_channel(PORTIONS);
        let reading = thread::spawn(move || read(&texts, sender, progress));
        Self { portions, portion: VecDeque::new(), reading: Some(reading) }
    }
}

impl Iterator for Organizations {
    type Item = Result<Found, SeedError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.portion.is_empty() {
            match self.portions.recv() {
                Ok(portion) => self.portion = portion.into(),
                // The end: of the texts, or of the thread. A part of the texts
                // must not look like all of them.
                Err(_) => match self.reading.take()?.join() {
                    Ok(Ok(())) => return None,
                    Ok(Err(error)) => return Some(Err(error)),
                    Err(cause) => panic::resume_unwind(cause),
                },
            }
        }
        self.portion.pop_front().map(Ok)
    }
}

fn read(
    texts: &[Text],
    portions: SyncSender<Vec<Found>>,
    mut progress: impl FnMut(u64),
) -> Result<(), SeedError> {
    let mut portion = Vec::new();
    let mut size = 0;
    let mut take = |found: Found| {
        size += found.size();
        portion.push(found);
        if size < PORTION {
            return ControlFlow::Continue(());
        }
        size = 0;
        match portions.send(std::mem::take(&mut portion)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let mut reader = Reader::new(&mut take);
    let mut bytes = 0;
    for text in texts {
        text.read(&mut reader, &mut |passed| {
            bytes += passed;
            progress(bytes);
        })?;
        if reader.is_stopped() {
            return Ok(());
        }
    }
    // Nobody may be there to take the rest, and then it does not matter.
    let _ = portions.send(portion);
    Ok(())
}
