//! Content codings (RFC 9110, section 8.4.1).

use std::io::Write;

use bytes::Bytes;

/// How the bytes of an answer are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

impl Encoding {
    /// The token of `Content-Encoding`; `None` for no coding.
    pub fn token(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// What tells the tags of one body in different codings apart.
    pub fn tag_suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gzip",
            Self::Brotli => "-br",
        }
    }

    /// Codes a body.
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
                let mut coded = Vec::new();
                // Quality 5 codes about as small as gzip's best, as fast as its middle.
                let mut encoder = brotli::CompressorWriter::new(&mut coded, 4096, 5, 20);
                encoder.write_all(&body).expect("writing to memory does not fail");
                drop(encoder);
                coded.into()
            }
        }
    }
}
