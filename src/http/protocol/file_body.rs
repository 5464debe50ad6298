//! The body of a response that is part of a file: it is read in pieces, on threads that may block,
//! when the connection can send them. So one piece is in memory at a time.

use std::error::Error;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, MessageBody};
use actix_web::error::BlockingError;
use actix_web::web;
use bytes::Bytes;

/// Maximum number of bytes of a piece.
const PIECE: u64 = 128 << 10;

/// The error that ends a body early. Then the client sees that the response is incomplete.
type Failure = Box<dyn Error>;

type Reading = Pin<Box<dyn Future<Output = Result<io::Result<Vec<u8>>, BlockingError>>>>;

/// A part of a file.
pub struct FileBody {
    file: Arc<File>,
    length: u64,
    next: u64,
    /// The end of the part.
    end: u64,
    /// Whether the file may still be shown.
    may_continue: Box<dyn Fn() -> bool>,
    reading: Option<Reading>,
}

impl FileBody {
    /// The bytes of a file from `first` on, `length` of them. Before each piece, `may_continue` says
    /// whether the file may still be shown.
    pub fn new(
        file: File,
        first: u64,
        length: u64,
        may_continue: impl Fn() -> bool + 'static,
    ) -> Self {
        Self {
            file: Arc::new(file),
            length,
            next: first,
            end: first + length,
            may_continue: Box::new(may_continue),
            reading: None,
        }
    }

    fn read_next(&self) -> Reading {
        let (file, from) = (Arc::clone(&self.file), self.next);
        let length = usize::try_from((self.end - from).min(PIECE)).unwrap_or(0);
        Box::pin(web::block(move || {
            let mut piece = vec![0; length];
            file.read_exact_at(&mut piece, from).map(|()| piece)
        }))
    }
}

impl MessageBody for FileBody {
    type Error = Failure;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Failure>>> {
        let this = self.get_mut();
        if this.next >= this.end {
            return Poll::Ready(None);
        }
        if this.reading.is_none() {
            if !(this.may_continue)() {
                log::warn!("a download ended early, because a text was redacted");
                return Poll::Ready(Some(Err("a text was redacted meanwhile".into())));
            }
            this.reading = Some(this.read_next());
        }
        let Some(reading) = &mut this.reading else { return Poll::Ready(None) };
        let piece = ready!(reading.as_mut().poll(context));
        this.reading = None;
        let piece = match piece {
            Ok(Ok(piece)) => piece,
            Ok(Err(err)) => return Poll::Ready(Some(Err(err.into()))),
            Err(err) => return Poll::Ready(Some(Err(err.into()))),
        };
        this.next += piece.len() as u64;
        Poll::Ready(Some(Ok(piece.into())))
    }
}

/// The body of a response to HEAD: empty, with the length that the response to GET has.
pub struct EmptyBody(pub u64);

impl MessageBody for EmptyBody {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::io::Write;
    use std::rc::Rc;

    use super::*;

    async fn next(body: &mut FileBody) -> Option<Result<Bytes, Failure>> {
        poll_fn(|context| Pin::new(&mut *body).poll_next(context)).await
    }

    fn file() -> (File, Vec<u8>) {
        let whole: Vec<u8> = (0..300_000_u32).map(|number| number as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&whole).unwrap();
        (file, whole)
    }

    #[actix_web::test]
    async fn the_pieces_joined_are_the_part_of_the_file() {
        let (file, whole) = file();
        let mut body = FileBody::new(file, 1000, 280_000, || true);
        assert_eq!(body.size(), BodySize::Sized(280_000));
        let (mut joined, mut count) = (Vec::new(), 0);
        while let Some(piece) = next(&mut body).await {
            joined.extend_from_slice(&piece.unwrap());
            count += 1;
        }
        assert!(joined == whole[1000..281_000]);
        assert_eq!(count, 3);
    }

    #[actix_web::test]
    async fn a_body_ends_with_an_error_when_the_file_may_no_longer_be_shown() {
        let (file, _) = file();
        let may_continue = Rc::new(Cell::new(true));
        let condition = Rc::clone(&may_continue);
        let mut body = FileBody::new(file, 0, 300_000, move || condition.get());
        assert!(next(&mut body).await.unwrap().is_ok());
        may_continue.set(false);
        assert!(next(&mut body).await.unwrap().is_err());
    }
}
