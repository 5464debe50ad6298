//! Reads profiles in a separate thread, while the caller writes those read before.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::SeedError;
use super::batch::ReadItem;
use super::reader::Reader;
use super::text::Text;

/// Minimum size of a chunk sent between the threads, in bytes of text. The profiles themselves take
/// several times as much memory.
const CHUNK_BYTES: usize = 1 << 18;

/// Maximum number of chunks that wait in the channel.
const MAX_QUEUED_CHUNKS: usize = 8;

/// Iterates over the profiles of some texts and their mistakes, in order. A thread reads a few
/// chunks ahead of the caller, and stops when this value is dropped.
///
/// If a text cannot be read, the last item is the error.
pub struct ReadAhead {
    chunks: Receiver<Vec<ReadItem>>,
    chunk: VecDeque<ReadItem>,
    thread: Option<JoinHandle<Result<(), SeedError>>>,
}

impl ReadAhead {
    pub(super) fn start(texts: Vec<Text>, progress: impl FnMut(u64) + Send + 'static) -> Self {
        let (sender, chunks) = sync_channel(MAX_QUEUED_CHUNKS);
        let thread = thread::spawn(move || read(&texts, sender, progress));
        Self { chunks, chunk: VecDeque::new(), thread: Some(thread) }
    }
}

impl Iterator for ReadAhead {
    type Item = Result<ReadItem, SeedError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.chunk.is_empty() {
            match self.chunks.recv() {
                Ok(chunk) => self.chunk = chunk.into(),
                // The channel closes at the end of the texts, but also after an error or panic,
                // which must not look like the end.
                Err(_) => match self.thread.take()?.join() {
                    Ok(Ok(())) => return None,
                    Ok(Err(error)) => return Some(Err(error)),
                    Err(cause) => panic::resume_unwind(cause),
                },
            }
        }
        self.chunk.pop_front().map(Ok)
    }
}

fn read(
    texts: &[Text],
    chunks: SyncSender<Vec<ReadItem>>,
    mut progress: impl FnMut(u64),
) -> Result<(), SeedError> {
    let mut chunk = Vec::new();
    let mut size = 0;
    let mut sink = |item: ReadItem| {
        size += item.size();
        chunk.push(item);
        if size < CHUNK_BYTES {
            return ControlFlow::Continue(());
        }
        size = 0;
        match chunks.send(std::mem::take(&mut chunk)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let mut reader = Reader::new(&mut sink);
    let mut bytes = 0;
    for text in texts {
        text.read(&mut reader, &mut |count| {
            bytes += count;
            progress(bytes);
        })?;
        if reader.is_stopped() {
            return Ok(());
        }
    }
    // Sending fails only if the caller has dropped the receiver, and then needs no more items.
    let _ = chunks.send(chunk);
    Ok(())
}
