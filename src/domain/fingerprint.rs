//! Fingerprints: short hashes that identify a text or body.

use std::fmt;

use sha2::{Digest, Sha256};

/// The first 128 bits of a SHA-256.
///
/// It identifies content in ETags, cache keys and file names, even if an attacker chose that
/// content. It must therefore be collision-resistant, which XXH3 is not: use XXH3 only to detect
/// accidental damage, or where the values themselves are compared afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    pub fn of(bytes: &[u8]) -> Self {
        let hash = Sha256::digest(bytes);
        let mut first = [0; 16];
        first.copy_from_slice(&hash[..16]);
        Self(first)
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_first_half_of_the_sha_256() {
        for (text, expected) in
            [("", "e3b0c44298fc1c149afbf4c8996fb924"), ("abc", "ba7816bf8f01cfea414140de5dae2223")]
        {
            assert_eq!(Fingerprint::of(text.as_bytes()).to_string(), expected, "{text}");
        }
    }
}
