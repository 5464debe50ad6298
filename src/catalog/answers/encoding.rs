//! Content codings (RFC 9110, section 8.4.1).

use std::io::Write;

use bytes::Bytes;

/// The content coding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    /// The token of `Content-Encoding`; `None` without a coding.
    pub fn token(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The suffix that makes the ETags of one body in different codings differ.
    pub fn etag_suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gzip",
            Self::Brotli => "-br",
        }
    }

    /// Encodes a body.
    pub fn encode(self, body: Bytes) -> Bytes {
        match self {
            Self::Identity => body,
            Self::Gzip => {
                let mut encoder =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
                let written = encoder.write_all(&body).and_then(|()| encoder.finish());
                written.expect("writing to memory does not fail").into()
            }
            Self::Brotli => {
                let mut encoded = Vec::new();
                // Quality 5 is about as small as gzip's best level and as fast as its middle one.
                let mut encoder = brotli::CompressorWriter::new(&mut encoded, 4096, 5, 20);
                encoder.write_all(&body).expect("writing to memory does not fail");
                drop(encoder);
                encoded.into()
            }
        }
    }
}
