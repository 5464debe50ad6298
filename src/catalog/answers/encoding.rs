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
        // Quality 5 of brotli is about as small as gzip's best level and as fast as its middle one.
        self.encode_with(body, 6, 5)
    }

    /// Encodes a body that is encoded once and sent often: as small as possible, which takes some
    /// twenty times longer.
    pub fn encode_smallest(self, body: Bytes) -> Bytes {
        self.encode_with(body, 9, 11)
    }

    fn encode_with(self, body: Bytes, gzip_level: u32, brotli_quality: u32) -> Bytes {
        match self {
            Self::Identity => body,
            Self::Gzip => {
                let level = flate2::Compression::new(gzip_level);
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
                let written = encoder.write_all(&body).and_then(|()| encoder.finish());
                written.expect("writing to memory does not fail").into()
            }
            Self::Brotli => {
                let mut encoded = Vec::new();
                let mut encoder =
                    brotli::CompressorWriter::new(&mut encoded, 4096, brotli_quality, 20);
                encoder.write_all(&body).expect("writing to memory does not fail");
                drop(encoder);
                encoded.into()
            }
        }
    }
}
