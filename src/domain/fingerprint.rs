//! Fingerprints, which tell one text or body from every other.

use std::fmt;

use sha2::{Digest, Sha256};

/// The first 128 bits of a SHA-256.
///
/// ETags, cache keys and the names of files identify something by it, also where a stranger chose
/// the text. So it must be a hash for which no second text can be found. XXH3 is none: use it only
/// to check for accidents, or where the values themselves are compared afterwards.
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
    fn it_is_written_as_the_first_half_of_a_sha_256() {
        for (text, expected) in
            [("", "e3b0c44298fc1c149afbf4c8996fb924"), ("abc", "ba7816bf8f01cfea414140de5dae2223")]
        {
            assert_eq!(Fingerprint::of(text.as_bytes()).to_string(), expected, "{text}");
        }
    }
}
