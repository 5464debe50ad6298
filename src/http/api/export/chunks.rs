//! The body of an export, made chunk by chunk while the client reads it.
//!
//! A chunk is made when the connection can send it, without a thread or a queue. So one chunk is in
//! memory at a time, a slow client slows the export down, and a closed connection ends it.

use std::error::Error;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::catalog::{Encoding, Export, HeldSnapshot};
use crate::directory::ExportWriter;
use crate::http::protocol::connections::per_client::Slot;

/// Number of bytes of a chunk before its content coding; it may be longer by one profile.
const CHUNK_BYTES: usize = 64 << 10;

/// The error that ends an export early.
type Failure = Box<dyn Error>;

/// The chunks of an export.
pub struct Chunks<I = Export> {
    /// The profiles that are still to be written; `None` at the end.
    profiles: Option<I>,
    writer: ExportWriter,
    has_begun: bool,
    gzip: Option<GzEncoder<Vec<u8>>>,
    /// Whether other connections have had their turn since the last chunk.
    has_yielded: bool,
    limit: Option<Limit>,
}

/// The deadline of an export, the snapshot that it keeps in memory, and its slot among the exports.
struct Limit {
    deadline: Instant,
    snapshot: Arc<HeldSnapshot>,
    _slot: Slot,
}

impl Chunks {
    /// An empty body, for the response to HEAD.
    pub fn empty(writer: ExportWriter) -> Self {
        Self {
            profiles: None,
            writer,
            has_begun: false,
            gzip: None,
            has_yielded: true,
            limit: None,
        }
    }
}

impl<I: Iterator<Item = Bytes>> Chunks<I> {
    /// Chunks encoded with gzip, or not at all for every other `encoding`.
    pub fn new(profiles: I, writer: ExportWriter, encoding: Encoding) -> Self {
        // The fastest level, because compression takes most of the time of an export.
        let encoder = || GzEncoder::new(Vec::new(), Compression::fast());
        let gzip = (encoding == Encoding::Gzip).then(encoder);
        let profiles = Some(profiles);
        Self { profiles, writer, has_begun: false, gzip, has_yielded: true, limit: None }
    }

    /// Holds a slot, and fails after a deadline, so that a slow client does not keep the snapshot
    /// for ever. Also fails after a redaction took the snapshot away.
    pub fn with_limit(self, deadline: Instant, snapshot: Arc<HeldSnapshot>, slot: Slot) -> Self {
        Self { limit: Some(Limit { deadline, snapshot, _slot: slot }), ..self }
    }

    fn next_chunk(&mut self) -> Option<Result<Bytes, Failure>> {
        let profiles = self.profiles.as_mut()?;
        if self.limit.as_ref().is_some_and(|limit| Instant::now() > limit.deadline) {
            self.profiles = None;
            return Some(Err("the client did not read the export in time".into()));
        }
        let mut plain = Vec::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 4);
        if !std::mem::replace(&mut self.has_begun, true) {
            self.writer.begin(&mut plain);
        }
        let mut is_last = false;
        while plain.len() < CHUNK_BYTES && !is_last {
            let added = match profiles.next() {
                Some(profile) => self.writer.add(&profile, &mut plain),
                None if self.limit.as_ref().is_some_and(|limit| limit.snapshot.is_taken()) => {
                    self.profiles = None;
                    return Some(Err("a text was redacted meanwhile; export again".into()));
                }
                None => {
                    self.writer.end(&mut plain);
                    is_last = true;
                    Ok(())
                }
            };
            if let Err(err) = added {
                self.profiles = None;
                return Some(Err(err.into()));
            }
        }
        if is_last {
            self.profiles = None;
        }
        let encoded = match &mut self.gzip {
            Some(gzip) => compress(gzip, &plain, is_last),
            None => Ok(plain),
        };
        match encoded {
            Ok(encoded) if encoded.is_empty() => None,
            encoded => Some(encoded.map(Bytes::from).map_err(Into::into)),
        }
    }
}

/// The next bytes of a gzip stream, which contain all of `plain`.
fn compress(gzip: &mut GzEncoder<Vec<u8>>, plain: &[u8], is_last: bool) -> io::Result<Vec<u8>> {
    gzip.write_all(plain)?;
    if is_last {
        gzip.try_finish()?
    } else {
        gzip.flush()?
    }
    Ok(std::mem::take(gzip.get_mut()))
}

impl<I: Iterator<Item = Bytes> + Unpin> MessageBody for Chunks<I> {
    type Error = Failure;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Failure>>> {
        let this = self.get_mut();
        // Without this, a client that reads as fast as the server writes would block the other
        // connections of this worker.
        if !std::mem::replace(&mut this.has_yielded, false) {
            this.has_yielded = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let chunk = this.next_chunk();
        if let Some(Err(err)) = &chunk {
            log::error!("an export ended early: {err}");
        }
        Poll::Ready(chunk)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::io::Read;
    use std::rc::Rc;

    use super::*;
    use crate::directory::ExportFormat;

    /// An export of profiles of 1 kB each.
    fn chunks(
        count: usize,
        encoding: Encoding,
        made: &Rc<Cell<usize>>,
    ) -> Chunks<impl Iterator<Item = Bytes> + Unpin + use<>> {
        let made = Rc::clone(made);
        let profiles = (0..count).map(move |_| {
            made.set(made.get() + 1);
            Bytes::from(vec![b'x'; 1023])
        });
        Chunks::new(profiles, ExportWriter::new(ExportFormat::Ndjson, None, false), encoding)
    }

    async fn next<B: MessageBody + Unpin>(body: &mut B) -> Option<Result<Bytes, B::Error>> {
        poll_fn(|context| Pin::new(&mut *body).poll_next(context)).await
    }

    #[actix_web::test]
    async fn chunks_are_made_only_when_they_are_read() {
        let made = Rc::new(Cell::new(0));
        let mut body = chunks(1000, Encoding::Identity, &made);
        assert_eq!(made.get(), 0);

        assert_eq!(next(&mut body).await.unwrap().unwrap().len(), CHUNK_BYTES);
        assert_eq!(made.get(), 64);
        next(&mut body).await.unwrap().unwrap();
        drop(body);

        assert_eq!(made.get(), 128);
        assert_eq!(Rc::strong_count(&made), 1, "the export is still in memory");
    }

    #[actix_web::test]
    async fn the_chunks_joined_are_the_whole_export_with_and_without_gzip() {
        for encoding in [Encoding::Identity, Encoding::Gzip] {
            let mut body = chunks(300, encoding, &Rc::default());
            let (mut whole, mut count) = (Vec::new(), 0);
            while let Some(chunk) = next(&mut body).await {
                whole.extend_from_slice(&chunk.unwrap());
                count += 1;
            }
            let mut text = Vec::new();
            match encoding {
                Encoding::Gzip => {
                    flate2::read::GzDecoder::new(&*whole).read_to_end(&mut text).unwrap()
                }
                _ => whole.as_slice().read_to_end(&mut text).unwrap(),
            };
            assert_eq!((text.len(), count), (300 << 10, 5), "{encoding:?}");
            assert!(next(&mut body).await.is_none());
        }
    }

    #[actix_web::test]
    async fn an_error_in_the_middle_ends_the_export_with_an_error() {
        for encoding in [Encoding::Identity, Encoding::Gzip] {
            let good = std::iter::repeat_n(Bytes::from_static(b"{}"), 100_000);
            let profiles = good.chain([Bytes::from_static(br#"{"slug":x}"#)]);
            let writer = ExportWriter::new(ExportFormat::Csv, None, false);
            let mut body = Chunks::new(profiles, writer, encoding);
            assert!(next(&mut body).await.unwrap().is_ok());
            let mut last = next(&mut body).await;
            while let Some(Ok(_)) = last {
                last = next(&mut body).await;
            }
            assert!(last.unwrap().unwrap_err().to_string().contains("cannot be read"));
            assert!(next(&mut body).await.is_none());
        }
    }
}
