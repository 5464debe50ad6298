//! A word that is nowhere else, and the search for it in bytes of any form.

use std::io::Read;
use std::time::SystemTime;

/// A made-up word in lower case, different in each test.
pub struct Canary(String);

impl Canary {
    pub fn new() -> Self {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        Self(format!("zyxquon{}", now % 1_000_000_000_000))
    }

    pub fn word(&self) -> &str {
        &self.0
    }

    /// Whether bytes contain the word, in capital letters or not.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        let word = self.0.as_bytes();
        bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
    }
}

/// A body without its content coding.
pub fn decoded(coding: Option<&str>, body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    match coding {
        None => decoded.extend_from_slice(body),
        Some("gzip") => {
            flate2::read::GzDecoder::new(body).read_to_end(&mut decoded).map(drop).unwrap();
        }
        Some("br") => {
            brotli::Decompressor::new(body, 4096).read_to_end(&mut decoded).map(drop).unwrap();
        }
        Some(other) => panic!("the content coding {other}"),
    }
    decoded
}
