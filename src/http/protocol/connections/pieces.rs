//! Sends a long body in pieces.
//!
//! actix-web copies each piece of a body into its own buffer. A long body in one piece would be in
//! memory twice until the client has read it.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

/// Maximum number of bytes of a piece: as much as actix-web writes at once.
const PIECE: usize = 32 << 10;

/// Minimum number of bytes of a body that is sent in pieces.
pub const LONG: u64 = 64 << 10;

struct Pieces {
    length: u64,
    rest: Bytes,
}

/// Splits a body into pieces, if it is whole in memory.
pub fn in_pieces(body: BoxBody) -> BoxBody {
    match body.try_into_bytes() {
        Ok(rest) => BoxBody::new(Pieces { length: rest.len() as u64, rest }),
        Err(body) => body,
    }
}

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.length)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        Poll::Ready((!piece.is_empty()).then_some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[actix_web::test]
    async fn the_pieces_joined_are_the_body() {
        let whole: Bytes = (0..100_000).map(|number| number as u8).collect();
        let mut body = in_pieces(BoxBody::new(whole.clone()));
        assert_eq!(body.size(), BodySize::Sized(100_000));

        let (mut joined, mut lengths) = (Vec::new(), Vec::new());
        while let Some(piece) = poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
            let piece = piece.unwrap();
            lengths.push(piece.len());
            joined.extend_from_slice(&piece);
        }

        assert_eq!(joined, whole);
        assert_eq!(lengths, [32_768, 32_768, 32_768, 1696]);
    }
}
