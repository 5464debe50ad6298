//! The body of an export, made piece by piece while it is read.
//!
//! A piece is made when the connection asks for it: no thread, no queue. So what
//! is held is one piece, a slow client slows the work, and a client that is gone
//! ends it.

use std::error::Error;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::catalog::{Encoding, Export};
use crate::directory::ExportWriter;
use crate::http::protocol::connections::per_client::Place;

/// How many bytes a piece has before it is coded, and by one profile more.
const PIECE: usize = 64 << 10;

/// What breaks an export off.
type Failure = Box<dyn Error>;

/// The pieces of an export of these profiles.
pub struct Chunks<I = Export> {
    /// What is still to be written; `None` at the end.
    profiles: Option<I>,
    writer: ExportWriter,
    has_begun: bool,
    gzip: Option<GzEncoder<Vec<u8>>>,
    /// Whether others had their turn since the last piece.
    has_rested: bool,
    held: Option<Held>,
}

/// How long an export may keep its state of the directory, and its place among the exports.
struct Held {
    until: Instant,
    _place: Place,
}

impl Chunks {
    /// The body for an answer without one, which is of the same kind.
    pub fn nothing(writer: ExportWriter) -> Self {
        Self { profiles: None, writer, has_begun: false, gzip: None, has_rested: true, held: None }
    }
}

impl<I: Iterator<Item = Bytes>> Chunks<I> {
    /// Coded as `encoding` says: as gzip, or not at all.
    pub fn new(profiles: I, writer: ExportWriter, encoding: Encoding) -> Self {
        // The fastest level: a stream of this length is bound by it.
        let coder = || GzEncoder::new(Vec::new(), Compression::fast());
        let gzip = (encoding == Encoding::Gzip).then(coder);
        let profiles = Some(profiles);
        Self { profiles, writer, has_begun: false, gzip, has_rested: true, held: None }
    }

    /// Breaks off at a time: what a slow client keeps is not kept for ever.
    pub fn held_until(self, until: Instant, place: Place) -> Self {
        Self { held: Some(Held { until, _place: place }), ..self }
    }

    fn piece(&mut self) -> Option<Result<Bytes, Failure>> {
        let profiles = self.profiles.as_mut()?;
        if self.held.as_ref().is_some_and(|held| Instant::now() > held.until) {
            self.profiles = None;
            return Some(Err("the client did not read it in time".into()));
        }
        let mut plain = Vec::with_capacity(PIECE + PIECE / 4);
        if !std::mem::replace(&mut self.has_begun, true) {
            self.writer.begin(&mut plain);
        }
        let mut is_last = false;
        while plain.len() < PIECE && !is_last {
            let added = match profiles.next() {
                Some(profile) => self.writer.add(&profile, &mut plain),
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
        let coded = match &mut self.gzip {
            Some(gzip) => coded(gzip, &plain, is_last),
            None => Ok(plain),
        };
        match coded {
            Ok(coded) if coded.is_empty() => None,
            coded => Some(coded.map(Bytes::from).map_err(Into::into)),
        }
    }
}

/// The next bytes of a gzip stream, with all of `plain` in them.
fn coded(gzip: &mut GzEncoder<Vec<u8>>, plain: &[u8], is_last: bool) -> io::Result<Vec<u8>> {
    gzip.write_all(plain)?;
    match is_last {
        true => gzip.try_finish()?,
        false => gzip.flush()?,
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
        // A client that reads as fast as we write would keep all others of this
        // worker waiting.
        if !std::mem::replace(&mut this.has_rested, false) {
            this.has_rested = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let piece = this.piece();
        if let Some(Err(err)) = &piece {
            log::error!("an export broke off: {err}");
        }
        Poll::Ready(piece)
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
    async fn pieces_are_made_when_they_are_asked_for() {
        let made = Rc::new(Cell::new(0));
        let mut body = chunks(1000, Encoding::Identity, &made);
        assert_eq!(made.get(), 0);

        assert_eq!(next(&mut body).await.unwrap().unwrap().len(), PIECE);
        assert_eq!(made.get(), 64);
        next(&mut body).await.unwrap().unwrap();
        drop(body);

        assert_eq!(made.get(), 128);
        assert_eq!(Rc::strong_count(&made), 1, "the work is not let go");
    }

    #[actix_web::test]
    async fn all_pieces_together_are_everything_in_either_coding() {
        for encoding in [Encoding::Identity, Encoding::Gzip] {
            let mut body = chunks(300, encoding, &Rc::default());
            let (mut whole, mut pieces) = (Vec::new(), 0);
            while let Some(piece) = next(&mut body).await {
                whole.extend_from_slice(&piece.unwrap());
                pieces += 1;
            }
            let mut text = Vec::new();
            match encoding {
                Encoding::Gzip => {
                    flate2::read::GzDecoder::new(&*whole).read_to_end(&mut text).unwrap()
                }
                _ => whole.as_slice().read_to_end(&mut text).unwrap(),
            };
            assert_eq!((text.len(), pieces), (300 << 10, 5), "{encoding:?}");
            assert!(next(&mut body).await.is_none());
        }
    }

    #[actix_web::test]
    async fn an_error_in_the_middle_is_the_end_and_no_success() {
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
